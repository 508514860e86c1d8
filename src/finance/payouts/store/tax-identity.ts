// Sets and finds the tax identity of a payee (纳税识别): its own, or a code that several payees can
// share.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers } from "../../../database/unnest.ts";
import { parseCode, parseReason } from "../../../kernel/code.ts";
import { commit } from "../../../ledger/post.ts";
import type { Payee } from "../engine/payout.ts";
import { TAX_IDENTITY } from "../kinds.ts";
import { idsOf, type PayeeIds, type PayeeText, payeeOf } from "./payee.ts";

/** A payee and its new tax identity, as text. */
export interface TaxIdentityText extends PayeeText {
  /** Empty or null resets to the payee's own identity. */
  readonly identity?: string | null | undefined;
  readonly reason: string;
}

/** A payee and its tax identity. */
export interface Taxed extends PayeeIds {
  readonly payee: Payee;
}

/** The payee's own identity; it is unique, because codes have no colon. */
export function ownIdentity({ kind, code }: Payee): string {
  return `${kind.toLowerCase()}:${code}`;
}

/**
 * Sets the tax identity of a payee for later approvals; approved payouts stay unchanged. The
 * current identity changes nothing. Throws `INVALID` and `NOT_FOUND` with the field.
 */
export async function setTaxIdentity(
  network: Network,
  text: TaxIdentityText,
  at: number,
): Promise<{ readonly identity: string; readonly repeated: boolean }> {
  const payee = payeeOf(text);
  const identity = text.identity ? parseCode(text.identity, "identity") : null;
  const reason = parseReason(text.reason, "reason");
  const cause = JSON.stringify({ [payee.kind.toLowerCase()]: payee.code, identity, reason });
  return commit(network, async (book, tx) => {
    const ids = await idsOf(tx, payee);
    const wanted = identity ?? ownIdentity(payee);
    const [held] = await identitiesOf(tx, [{ ...ids, payee }]);
    if (held === wanted) return { identity: wanted, repeated: true };
    const entry = { kind: TAX_IDENTITY, ref: null, occurredAt: at, cause, legs: [] } as const;
    const { seq } = book.append(entry);
    await sql`insert into tax_identity (seq, distributor_id, supplier_id, identity, reason)
      values (${seq}, ${ids.distributorId}, ${ids.supplierId}, ${identity}, ${reason})`.execute(
      tx.db,
    );
    return { identity: wanted, repeated: false };
  });
}

/** The current tax identity of each payee, in order. */
export async function identitiesOf(tx: Tx, all: readonly Taxed[]): Promise<string[]> {
  const { rows } = await sql<Row<"tax_identity", "identity">>`
    select held.identity
      from unnest(${numbers(all.map((one) => one.distributorId))}::int[],
                  ${numbers(all.map((one) => one.supplierId))}::int[])
             with ordinality as w (distributor, supplier, n)
      left join lateral (
        select identity from tax_identity
         where distributor_id = w.distributor or supplier_id = w.supplier
         order by seq desc limit 1) held on true
     order by w.n`.execute(tx.db);
  return all.map(({ payee }, index) => rows[index]!.identity ?? ownIdentity(payee));
}
