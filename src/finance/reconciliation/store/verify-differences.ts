// Checks that lines known again, matches and differences are what their lines and movements make them.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";

/** A line for each that is not; what is told of amounts and statuses is looked at elsewhere. */
export async function verifyDifferences(tx: Tx): Promise<string[]> {
  const told: string[] = [];
  for (const query of [AGAIN, DIFFERS, DIFFERENCES, GAPS, EXPLANATIONS]) {
    const { rows } = await query.execute(tx.db);
    told.push(...rows.map(({ what }) => what));
  }
  return told;
}

/** A line that is one of an earlier statement says the same, and no other of its own file is it too. */
const AGAIN = sql<{ what: string }>`
  select format('line %s of statement %s is not the line that it is said to be again', l.line, s.source) as what
    from (select *, count(*) over (partition by seq, first_seq, first_n) as n_again
            from statement_line where first_seq is not null) l
    join statement s using (seq)
    left join statement_line f on f.seq = l.first_seq and f.n = l.first_n
    left join statement e on e.seq = f.seq
   where l.n_again > 1 or l.first_seq >= l.seq or f.first_seq is not null
      or (e.source, f.identity, f.line_id, f.refs, f.day, f.time, f.amount)
         is distinct from (s.source, l.identity, l.line_id, l.refs, l.day, l.time, l.amount)
  union all
  select format('line %s of statement %s is not kept under its first reference', l.line, s.source)
    from statement_line l join statement s using (seq)
   where l.reference is distinct from l.refs[1]`;

/** What a movement put on an account, in the settlement asset. */
const onAccount = (name: string) => sql`(
  select p.seq, p.amount from posting p join account a on a.id = p.account_id
    join settings on a.asset = settlement_asset where a.name = ${name})`;

// Amounts and fees may differ by what the import, or the reconciliation, tolerated.
const PAIRS = sql`(
  select m.*, l.amount - c.amount as by_amount,
         case when l.fee is null then 0
              else l.fee - case when t.kind in ('SETTLEMENT', 'REFUND') then coalesce(-f.amount, 0)
                                else 0 end end as by_fee,
         coalesce(s.tolerance, (r.cause::jsonb ->> 'tolerance')::bigint) as tolerance
    from statement_match m
    join statement_line l on l.seq = m.line_seq and l.n = m.line_n
    join ledger_transaction t on t.seq = m.movement_seq
    left join ${onAccount("assets:custody")} c on c.seq = m.movement_seq
    left join ${onAccount("liabilities:channel-fee")} f on f.seq = m.movement_seq
    left join statement s on s.seq = m.seq
    left join ledger_transaction r on r.seq = m.seq and r.kind = 'RECONCILIATION')`;

const DIFFERS = sql<{ what: string }>`
  select format('match %s %s of transaction %s is not told as it is', m.seq, m.n, m.movement_seq) as what
    from ${PAIRS} m
    left join difference d on d.kind = 'DIFFERENT_AMOUNT' and d.seq = m.seq
     and (d.line_seq, d.line_n, d.movement_seq) = (m.line_seq, m.line_n, m.movement_seq)
   where m.differs is distinct from greatest(abs(m.by_amount), abs(m.by_fee)) > m.tolerance
      or m.differs <> (d.id is not null) or d.fee <> m.by_fee`;

/** Its side, day and kind follow from its line or movement; what is one line's was told with its import. */
const DIFFERENCES = sql<{ what: string }>`
  select format('difference %s is not what its line and movement make it', d.id) as what
    from difference d
    cross join settings n
    left join statement_line l on l.seq = d.line_seq and l.n = d.line_n
    left join statement s on s.seq = l.seq
    left join ledger_transaction t on t.seq = d.movement_seq
    left join ledger_transaction told
      on told.seq = d.seq and told.kind in ('STATEMENT', 'RECONCILIATION')
    left join statement_match m on m.movement_seq = d.movement_seq
      or (m.line_seq = d.line_seq and m.line_n = d.line_n)
    left join difference_explanation e on e.difference_id = d.id
   where told.seq is null
      or d.side is distinct from coalesce(
           s.side, case when t.kind in ('SETTLEMENT', 'REFUND') then 'CHANNEL' else 'BANK' end)
      or d.day is distinct from coalesce(l.day, (t.occurred_at at time zone n.time_zone)::date)
      or (d.movement_seq is null and d.seq <> l.seq)
      or (d.kind <> 'DIFFERENT_AMOUNT' and d.fee <> 0)
      or (d.kind = 'DIFFERENT_AMOUNT' and d.seq is distinct from m.seq)
      or case when l.seq is null then d.kind <> 'MISSING_THERE'
              when t.seq is not null then d.kind <> 'DIFFERENT_AMOUNT'
              else d.kind not in ('MISSING_HERE', 'DUPLICATED') end
      or d.resolved_seq is distinct from
         case d.status when 'EXPLAINED' then e.seq when 'MATCHED' then m.seq end`;

/** Differences are numbered without gaps. */
const GAPS = sql<{ what: string }>`
  select format('difference %s is missing', n) as what
    from generate_series(1, (select max(id) from difference)) n
   where not exists (select from difference where id = n)`;

const EXPLANATIONS = sql<{ what: string }>`
  select format('difference %s is explained by another counterpart', e.difference_id) as what
    from difference_explanation e join ledger_transaction t using (seq)
   where e.counterpart_id::text is distinct from
         case when e.difference_id::text = t.ref then t.cause::jsonb ->> 'counterpart' else t.ref end`;
