// Verifies that stored adjustments equal their proposals, and their steps equal the journal.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { entriesOf } from "../../../ledger/entries-of.ts";
import { after } from "../../../ledger/since.ts";
import { ADJUSTMENT, ADJUSTMENT_PROPOSAL, ADJUSTMENT_REJECTION } from "../kinds.ts";

/** One line for each adjustment behind `since` that differs from its proposal, or whose steps differ. */
export async function verifyAdjustmentRequests(tx: Tx, since: number): Promise<string[]> {
  const told: string[] = [];
  for (const query of [adjustments(since), adjustmentSteps(since)]) {
    const { rows } = await query.execute(tx.db);
    told.push(...rows.map(({ what }) => what));
  }
  return told;
}

// A REVERSAL has the party, asset and amount of the adjustment that it reverses.
const adjustments = (since: number) => sql<{ what: string }>`
  select format('adjustment %s differs from its proposal', coalesce(a.ref, t.ref)) as what
    from ${entriesOf(ADJUSTMENT_PROPOSAL, since)} t
    full join (select * from adjustment where ${after(sql`seq`, since)}) a using (seq)
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

const adjustmentSteps = (since: number) => sql<{ what: string }>`
  with told as (
    select seq, 1 as line, seq as adjustment_seq, 'PROPOSED' as status, null as reason
      from ${entriesOf(ADJUSTMENT_PROPOSAL, since)} t
    union all
    select t.seq, n, case n when 1 then a.seq else a.of_seq end,
           case n when 1 then 'POSTED' else 'REVERSED' end, null
      from ${entriesOf(ADJUSTMENT, since)} t left join adjustment a using (ref)
      join generate_series(1, 2) n on n = 1 or a.template = 'REVERSAL'
    union all
    select t.seq, 1, a.seq, 'REJECTED', t.cause ->> 'reason'
      from ${entriesOf(ADJUSTMENT_REJECTION, since)} t left join adjustment a using (ref))
  select format('adjustment step %s %s differs from the journal', seq, line) as what
    from told
    full join (select * from adjustment_step where ${after(sql`seq`, since)}) s using (seq, line)
   where (told.adjustment_seq, told.status, told.reason)
         is distinct from (s.adjustment_seq, s.status, s.reason)
   order by seq, line`;
