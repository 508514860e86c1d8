// Stores the refunds of a batch.
import { sql } from "kysely";
import type { Sender } from "../../../database/database.ts";
import { numbers } from "../../../database/unnest.ts";
import type { Refunded } from "../../engine/refund.ts";

/** A line as stored in the `lines` column; the amount in minor units, as text. */
export interface RefundLineRecord {
  readonly recipient: string | null;
  readonly buyer?: string | undefined;
  readonly amount: string;
  readonly asset?: string | undefined;
}

/** One refund of a batch, with the sequence number of its transaction. */
export interface StoredRefund {
  readonly seq: number;
  readonly refunded: Refunded;
}

export function storeRefunds(out: Sender, refunds: readonly StoredRefund[]): void {
  if (refunds.length === 0) return;
  const all = refunds.map(({ seq, refunded }) => ({ seq, ...refunded }));
  out.send(sql`insert into refund (seq, order_seq, quantity, platform, lines)
    select * from rows from (
      unnest(${numbers(all.map((r) => r.seq))}::bigint[],
        ${numbers(all.map((r) => r.sold.seq))}::bigint[],
        ${numbers(all.map((r) => r.refund.quantity))}::bigint[],
        ${numbers(all.map((r) => r.platformMinor))}::bigint[]),
      json_array_elements(${JSON.stringify(all.map(linesOf))}::json))`);
}

function linesOf({ lines }: Refunded): RefundLineRecord[] {
  return lines.map(({ recipient, buyer, amountMinor, asset }) => {
    return { recipient, buyer, amount: amountMinor.toString(), asset };
  });
}
