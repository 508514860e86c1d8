// Checks that adjustments and payouts are kept as they were asked for, and took the steps that the journal tells.
import { type RawBuilder, sql } from "kysely";
import { inForce } from "../../../commission/engine/state.ts";
import { fetchPages } from "../../../database/cursor.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { feeOf } from "../engine/payout.ts";
import { findTerms } from "./terms-kind.ts";

/** Payouts that are read at once. */
const PAGE = 5_000;

/** A line for each adjustment and payout that is not what was asked for, or whose steps are others. */
export async function verifyRequests(network: Network, tx: Tx): Promise<string[]> {
  const queries = [ADJUSTMENTS, ADJUSTMENT_STEPS, PAYOUTS, PAYOUT_STEPS];
  const told: string[] = [];
  for (const query of queries) {
    const { rows } = await query.execute(tx.db);
    told.push(...rows.map(({ what }) => what));
  }
  return [...told, ...(await verifyFees(network, tx))];
}

/** Entries of one kind, with their causes to be looked into. */
const entries = (kind: string): RawBuilder<unknown> => sql`(
  select seq, ref, occurred_at, cause::jsonb as cause from ledger_transaction where kind = ${kind})`;

// A REVERSAL is of all that it takes back: party, asset and amount are the earlier one's.
const ADJUSTMENTS = sql<{ what: string }>`
  select format('adjustment %s is not kept as it was proposed', coalesce(a.ref, t.ref)) as what
    from ${entries("ADJUSTMENT_PROPOSAL")} t
    full join adjustment a using (seq)
    cross join settings n
    left join adjustment o on o.seq = a.of_seq
    left join distributor d on d.id = a.distributor_id
    left join supplier u on u.id = a.supplier_id
   where (a.ref, a.template, a.occurred_at, a.reference, a.reason, a.proposed_by, o.ref)
         is distinct from (t.ref, t.cause ->> 'template', (t.cause ->> 'occurredAt')::timestamptz(3),
                           t.cause ->> 'reference', t.cause ->> 'reason',
                           t.cause -> 'by' ->> 'sub', t.cause ->> 'of')
      or case when a.template = 'REVERSAL'
              then (a.distributor_id, a.supplier_id, a.buyer, a.asset, a.amount)
                   is distinct from (o.distributor_id, o.supplier_id, o.buyer, o.asset, o.amount)
              else (d.code, u.code, a.buyer, a.asset, a.amount::text)
                   is distinct from (t.cause ->> 'distributor', t.cause ->> 'supplier',
                                     t.cause ->> 'buyer',
                                     coalesce(t.cause ->> 'asset', n.settlement_asset),
                                     t.cause ->> 'amount') end`;

const ADJUSTMENT_STEPS = sql<{ what: string }>`
  with told as (
    select seq, 1 as line, seq as adjustment_seq, 'PROPOSED' as status, null as reason
      from ${entries("ADJUSTMENT_PROPOSAL")} t
    union all
    select t.seq, n, case n when 1 then a.seq else a.of_seq end,
           case n when 1 then 'POSTED' else 'REVERSED' end, null
      from ${entries("ADJUSTMENT")} t left join adjustment a using (ref)
      join generate_series(1, 2) n on n = 1 or a.template = 'REVERSAL'
    union all
    select t.seq, 1, a.seq, 'REJECTED', t.cause ->> 'reason'
      from ${entries("ADJUSTMENT_REJECTION")} t left join adjustment a using (ref))
  select format('adjustment step %s %s is not what the journal tells', seq, line) as what
    from told full join adjustment_step s using (seq, line)
   where (told.adjustment_seq, told.status, told.reason)
         is distinct from (s.adjustment_seq, s.status, s.reason)
   order by seq, line`;

// Who asked is kept of the staff alone: a payee asks for itself.
const PAYOUTS = sql<{ what: string }>`
  select format('payout %s is not kept as it was asked for', coalesce(p.ref, t.ref)) as what
    from ${entries("PAYOUT_REQUEST")} t
    full join payout p using (seq)
    left join distributor d on d.id = p.distributor_id
    left join supplier u on u.id = p.supplier_id
   where (p.ref, d.code, u.code, p.amount::text, p.requested_by)
         is distinct from (t.ref, t.cause ->> 'distributor', t.cause ->> 'supplier',
                           t.cause ->> 'amount',
                           case when t.cause -> 'by' ->> 'role' not in ('DISTRIBUTOR', 'SUPPLIER')
                                then t.cause -> 'by' ->> 'sub' end)`;

// The tax of a step is held against the postings elsewhere.
const PAYOUT_STEPS = sql<{ what: string }>`
  with told as (
    select t.seq, 1 as line, t.ref, s.status, t.cause ->> 'reference' as reference,
           t.cause ->> 'reason' as reason
      from (select seq, ref, kind, cause::jsonb as cause from ledger_transaction) t
      join (values ('PAYOUT_REQUEST', 'REQUESTED'), ('PAYOUT_APPROVAL', 'APPROVED'),
                   ('PAYOUT_CONFIRMATION', 'CONFIRMED'), ('PAYOUT_FAILURE', 'FAILED'),
                   ('PAYOUT_CANCELLATION', 'CANCELLED')) s (kind, status) using (kind)
    union all
    select t.seq, n, sent.ref, 'SENT', null, null
      from ${entries("PAYOUT_BATCH")} t
      cross join jsonb_array_elements_text(t.cause -> 'payouts') with ordinality sent (ref, n))
  select format('payout step %s %s is not what the journal tells', seq, line) as what
    from (select told.seq, told.line, p.seq as payout_seq, p.distributor_id, p.supplier_id,
                 told.status, told.reference, told.reason
            from told left join payout p using (ref)) told
    full join payout_step s using (seq, line)
   where (told.payout_seq, told.distributor_id, told.supplier_id, told.status, told.reference,
          told.reason)
         is distinct from (s.payout_seq, s.distributor_id, s.supplier_id, s.status, s.reference,
                           s.reason)
   order by seq, line`;

/** The fee of a payout is that of the terms in force when it was asked for. */
async function verifyFees({ settings: { asset } }: Network, tx: Tx): Promise<string[]> {
  const terms = await findTerms(tx, asset);
  const told: string[] = [];
  const query = sql`
    select p.ref, p.amount, p.fee, (extract(epoch from t.occurred_at) * 1000)::float8 as at
      from payout p join ledger_transaction t using (seq) order by p.seq`;
  type Row = { readonly ref: string; amount: string; fee: string; at: number };
  for await (const rows of fetchPages<Row>(tx, "verified_fees", query, PAGE)) {
    for (const { ref, amount, fee, at } of rows) {
      const should = feeOf(inForce(terms, at), BigInt(amount)).toString();
      if (fee !== should) told.push(`payout ${ref}: its fee is ${fee} and should be ${should}`);
    }
  }
  return told;
}
