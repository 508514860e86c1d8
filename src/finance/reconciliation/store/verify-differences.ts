// Verifies repeated lines, matches and differences against their lines and movements.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { accounts } from "../../../ledger/chart/chart.ts";

/** One line for each mismatch; verify.ts checks amounts and statuses. */
export async function verifyDifferences(tx: Tx): Promise<string[]> {
  const told: string[] = [];
  for (const query of [RUNS, AGAIN, DIFFERS, DIFFERENCES, GAPS, EXPLANATIONS]) {
    const { rows } = await query.execute(tx.db);
    told.push(...rows.map(({ what }) => what));
  }
  return told;
}

/** A run is an entry's, and matches what was recorded by then: what it says that it has seen. */
const RUNS = sql<{ what: string }>`
  select format('reconciliation %s has no run', t.seq) as what
    from ledger_transaction t left join matching_run r using (seq)
   where t.kind in ('STATEMENT', 'RECONCILIATION') and r.seq is null
  union all
  select format('run %s of reconciliation %s is none of the ledger', r.id, r.seq)
    from matching_run r left join ledger_transaction t using (seq)
   where (t.kind in ('STATEMENT', 'RECONCILIATION')) is not true
  union all
  select format('run %s has matched or missed transaction %s, which it has not seen', r.id, m.movement_seq)
    from (select run, movement_seq from statement_match union all select run, movement_seq from difference) m
    join matching_run r on r.id = m.run where m.movement_seq > r.up_to
  union all
  select format('run %s is not known', run)
    from (select run from statement_line union select run from statement_match union select run from difference) m
   where not exists (select from matching_run where id = run)`;

/** A repeated line must equal the earlier line, and only one line of its file may repeat it. */
const AGAIN = sql<{ what: string }>`
  select format('line %s of statement %s differs from the earlier line that it repeats', l.line, s.source) as what
    from (select *, count(*) over (partition by run, first_run, first_n) as n_again
            from statement_line where first_run is not null) l
    join matching_run r on r.id = l.run join statement s on s.seq = r.seq
    left join statement_line f on f.run = l.first_run and f.n = l.first_n
    left join matching_run o on o.id = f.run left join statement e on e.seq = o.seq
   where l.n_again > 1 or l.first_run >= l.run or f.first_run is not null
      or (e.source, f.identity, f.line_id, f.refs, f.day, f.time, f.amount)
         is distinct from (s.source, l.identity, l.line_id, l.refs, l.day, l.time, l.amount)
  union all
  select format('line %s of statement %s is not stored with its first reference', l.line, s.source)
    from statement_line l join matching_run r on r.id = l.run join statement s on s.seq = r.seq
   where l.reference is distinct from l.refs[1]`;

/** The amount that a movement posted to an account, in the settlement asset. */
const onAccount = (name: string) => sql`(
  select p.seq, p.amount from posting p join account a on a.id = p.account_id
    join settings on a.asset = settlement_asset where a.name = ${name})`;

// Amounts and fees may differ by the tolerance of the import or the reconciliation.
const PAIRS = sql`(
  select m.*, run.seq, l.amount - c.amount as by_amount,
         case when l.fee is null then 0
              else l.fee - case when t.kind in ('SETTLEMENT', 'REFUND') then coalesce(-f.amount, 0)
                                else 0 end end as by_fee,
         coalesce(s.tolerance, (r.cause::jsonb ->> 'tolerance')::bigint) as tolerance
    from statement_match m
    join matching_run run on run.id = m.run
    join statement_line l on l.run = m.line_run and l.n = m.line_n
    join ledger_transaction t on t.seq = m.movement_seq
    left join ${onAccount(accounts.custody)} c on c.seq = m.movement_seq
    left join ${onAccount(accounts.channelFee)} f on f.seq = m.movement_seq
    left join statement s on s.seq = run.seq
    left join ledger_transaction r on r.seq = run.seq and r.kind = 'RECONCILIATION')`;

const DIFFERS = sql<{ what: string }>`
  select format('match %s %s of transaction %s has a wrong difference', m.seq, m.n, m.movement_seq) as what
    from ${PAIRS} m
    left join difference d on d.kind = 'DIFFERENT_AMOUNT' and d.run = m.run
     and (d.line_run, d.line_n, d.movement_seq) = (m.line_run, m.line_n, m.movement_seq)
   where m.differs is distinct from greatest(abs(m.by_amount), abs(m.by_fee)) > m.tolerance
      or m.differs <> (d.id is not null) or d.fee <> m.by_fee`;

/**
 * The side, day and kind follow from the line or movement; a difference of a line belongs to its
 * import.
 */
const DIFFERENCES = sql<{ what: string }>`
  select format('difference %s does not follow from its line and movement', d.id) as what
    from difference d
    cross join settings n
    left join statement_line l on l.run = d.line_run and l.n = d.line_n
    left join matching_run i on i.id = l.run left join statement s on s.seq = i.seq
    left join matching_run r on r.id = d.run
    left join ledger_transaction t on t.seq = d.movement_seq
    left join ledger_transaction told
      on told.seq = r.seq and told.kind in ('STATEMENT', 'RECONCILIATION')
    left join statement_match m on m.movement_seq = d.movement_seq
      or (m.line_run = d.line_run and m.line_n = d.line_n)
   where told.seq is null
      or d.side is distinct from coalesce(
           s.side, case when t.kind in ('SETTLEMENT', 'REFUND') then 'CHANNEL' else 'BANK' end)
      or d.day is distinct from coalesce(l.day, (t.occurred_at at time zone n.time_zone)::date)
      or (d.movement_seq is null and d.run <> l.run)
      or (d.kind <> 'DIFFERENT_AMOUNT' and d.fee <> 0)
      or (d.kind = 'DIFFERENT_AMOUNT' and d.run is distinct from m.run)
      or case when l.run is null then d.kind <> 'MISSING_THERE'
              when t.seq is not null then d.kind <> 'DIFFERENT_AMOUNT'
              else d.kind not in ('MISSING_HERE', 'DUPLICATED') end`;

/** Differences are numbered without gaps. */
const GAPS = sql<{ what: string }>`
  select format('difference %s is missing', n) as what
    from generate_series(1, (select max(id) from difference)) n
   where not exists (select from difference where id = n)`;

const EXPLANATIONS = sql<{ what: string }>`
  select format('difference %s has another counterpart in the ledger', e.difference_id) as what
    from difference_explanation e join ledger_transaction t using (seq)
   where e.counterpart_id::text is distinct from
         case when e.difference_id::text = t.ref then t.cause::jsonb ->> 'counterpart' else t.ref end`;
