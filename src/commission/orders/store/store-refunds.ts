// Stores what a batch did to what changes over time: refunds, volumes, and what is pending.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { formatInstant } from "../../../kernel/time.ts";
import type { Distributor } from "../../engine/distributor.ts";
import { earnedBy } from "../../engine/fold.ts";
import type { Refunded } from "../../engine/refund.ts";
import type { StoredOrder } from "./store-settlements.ts";

/** A line as the `lines` column keeps it; the amount in minor units, as text. */
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

export async function storeRefunds(tx: Tx, refunds: readonly StoredRefund[]): Promise<void> {
  if (refunds.length === 0) return;
  const all = refunds.map(({ seq, refunded }) => ({ seq, ...refunded }));
  await sql`insert into refund (seq, order_seq, quantity, platform, lines)
    select * from rows from (
      unnest(${numbers(all.map((r) => r.seq))}::bigint[],
        ${numbers(all.map((r) => r.sold.seq))}::bigint[],
        ${numbers(all.map((r) => r.refund.quantity))}::bigint[],
        ${numbers(all.map((r) => r.platformMinor))}::bigint[]),
      json_array_elements(${JSON.stringify(all.map(linesOf))}::json))`.execute(tx.db);
}

function linesOf({ lines }: Refunded): RefundLineRecord[] {
  return lines.map(({ recipient, buyer, amountMinor, asset }) => {
    return { recipient, buyer, amount: amountMinor.toString(), asset };
  });
}

/** Each volume that the batch touched is written once, with what it is now. */
export async function storeVolumes(
  tx: Tx,
  touched: Iterable<{ readonly distributor: Distributor; readonly month: string }>,
): Promise<void> {
  const byKey = new Map([...touched].map((one) => [`${one.distributor.id} ${one.month}`, one]));
  if (byKey.size === 0) return;
  const rows = [...byKey.values()].sort((a, b) => a.distributor.id - b.distributor.id);
  const volumes = rows.map(({ distributor, month }) => distributor.volumes.get(month)!);
  await sql`insert into volume (distributor_id, month, personal, team)
    select * from unnest(${numbers(rows.map((r) => r.distributor.id))}::int[],
      ${texts(rows.map((r) => r.month))}::date[],
      ${numbers(volumes.map((v) => v.personal))}::bigint[],
      ${numbers(volumes.map((v) => v.team))}::bigint[])
    on conflict (distributor_id, month) do update
      set personal = excluded.personal, team = excluded.team`.execute(tx.db);
}

/** Adds up what the batch holds back and takes back, by distributor and day. */
export async function storePending(
  tx: Tx,
  orders: readonly StoredOrder[],
  refunds: readonly StoredRefund[],
  idOf: (code: string) => number,
): Promise<void> {
  const changes = new Map<string, { dueAt: number; id: number; amount: bigint }>();
  const change = (dueAt: number, code: string, amount: bigint) => {
    const id = idOf(code);
    const one = changes.get(`${dueAt} ${id}`) ?? { dueAt, id, amount: 0n };
    changes.set(`${dueAt} ${id}`, { ...one, amount: one.amount + amount });
  };
  for (const { dueAt, shares } of orders.map(({ settled }) => settled)) {
    if (dueAt === null) continue;
    for (const [code, amount] of earnedBy(shares)) change(dueAt, code, amount);
  }
  for (const { sold, unpending } of refunds.map(({ refunded }) => refunded)) {
    for (const [code, amount] of unpending) change(sold.dueAt!, code, -amount);
  }
  if (changes.size === 0) return;
  const rows = [...changes.values()];
  await sql`insert into pending (due_at, distributor_id, amount)
    select * from unnest(${texts(rows.map((r) => formatInstant(r.dueAt)))}::timestamptz[],
      ${numbers(rows.map((r) => r.id))}::int[], ${numbers(rows.map((r) => r.amount))}::bigint[])
    on conflict (due_at, distributor_id) do update
      set amount = pending.amount + excluded.amount`.execute(tx.db);
  await sql`delete from pending where amount = 0`.execute(tx.db);
}
