// Verifies that stored payouts equal their requests, and their steps equal the journal.
import { sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { inForce } from "../../../kernel/in-force.ts";
import { entriesOf } from "../../../ledger/entries-of.ts";
import { after } from "../../../ledger/since.ts";
import { feeOf } from "../engine/payout.ts";
import { PAYOUT_BATCH, PAYOUT_REQUEST } from "../kinds.ts";
import { findTerms } from "./terms-kind.ts";

/** Payouts of one page. */
const PAGE = 5_000;

/** One line for each payout behind `since` that differs from its request, or whose steps differ. */
export async function verifyPayoutRequests(
  tx: Tx,
  since: number,
  network: Network,
): Promise<string[]> {
  const queries = [payouts(since), payoutSteps(since)];
  const told: string[] = [];
  for (const query of queries) {
    const { rows } = await query.execute(tx.db);
    told.push(...rows.map(({ what }) => what));
  }
  return [...told, ...(await verifyFees(network, tx, since))];
}

// The requester is stored only for staff; a payee requests for itself.
const payouts = (since: number) => sql<{ what: string }>`
  select format('payout %s differs from its request', coalesce(p.ref, t.ref)) as what
    from ${entriesOf(PAYOUT_REQUEST, since)} t
    full join (select * from payout where ${after(sql`seq`, since)}) p using (seq)
    left join distributor d on d.id = p.distributor_id
    left join supplier u on u.id = p.supplier_id
   where (p.ref, d.code, u.code, p.amount::text, p.requested_by)
         is distinct from (t.ref, t.cause ->> 'distributor', t.cause ->> 'supplier',
                           t.cause ->> 'amount',
                           case when t.cause -> 'by' ->> 'role' not in ('DISTRIBUTOR', 'SUPPLIER')
                                then t.cause -> 'by' ->> 'sub' end)`;

// tax/verify.ts compares the tax of a step with the postings.
const payoutSteps = (since: number) => sql<{ what: string }>`
  with told as (
    select t.seq, 1 as line, t.ref, s.status, t.cause ->> 'reference' as reference,
           t.cause ->> 'reason' as reason
      from (select seq, ref, kind, cause::jsonb as cause from ledger_transaction
             where ${after(sql`seq`, since)}) t
      join (values ('PAYOUT_REQUEST', 'REQUESTED'), ('PAYOUT_APPROVAL', 'APPROVED'),
                   ('PAYOUT_CONFIRMATION', 'CONFIRMED'), ('PAYOUT_FAILURE', 'FAILED'),
                   ('PAYOUT_CANCELLATION', 'CANCELLED')) s (kind, status) using (kind)
    union all
    select t.seq, n, sent.ref, 'SENT', null, null
      from ${entriesOf(PAYOUT_BATCH, since)} t
      cross join jsonb_array_elements_text(t.cause -> 'payouts') with ordinality sent (ref, n))
  select format('payout step %s %s differs from the journal', seq, line) as what
    from (select told.seq, told.line, p.seq as payout_seq, p.distributor_id, p.supplier_id,
                 told.status, told.reference, told.reason
            from told left join payout p using (ref)) told
    full join (select * from payout_step where ${after(sql`seq`, since)}) s using (seq, line)
   where (told.payout_seq, told.distributor_id, told.supplier_id, told.status, told.reference,
          told.reason)
         is distinct from (s.payout_seq, s.distributor_id, s.supplier_id, s.status, s.reference,
                           s.reason)
   order by seq, line`;

/** The fee of a payout must follow from the terms in force at its request. */
async function verifyFees(
  { settings: { asset } }: Network,
  tx: Tx,
  since: number,
): Promise<string[]> {
  const terms = await findTerms(tx, asset);
  const told: string[] = [];
  const query = sql`
    select p.ref, p.amount, p.fee, (extract(epoch from t.occurred_at) * 1000)::float8 as at
      from payout p join ledger_transaction t using (seq)
     where ${after(sql`p.seq`, since)} order by p.seq`;
  type Fee = Row<"payout", "ref" | "amount" | "fee"> & { at: number };
  for await (const rows of fetchPages<Fee>(tx, "verified_fees", query, PAGE)) {
    for (const { ref, amount, fee, at } of rows) {
      const should = feeOf(inForce(terms, at), BigInt(amount)).toString();
      if (fee !== should) told.push(`payout ${ref}: its fee is ${fee} and should be ${should}`);
    }
  }
  return told;
}
