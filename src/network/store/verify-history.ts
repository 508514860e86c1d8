// Verifies statuses and withholdings against their histories and the journal.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { after, isNamedAfter } from "../../ledger/since.ts";

/**
 * One line for each status and withholding that differs from its history, of the distributors that
 * changed behind `since`.
 */
export async function verifyHistory(tx: Tx, since: number): Promise<string[]> {
  return [
    ...(await verifyStatuses(tx, since)),
    ...(await verifyStatusEntries(tx, since)),
    ...(await verifyEarningsWithholdings(tx, since)),
  ];
}

// Each change must start from the status after the change before; the last one is the current
// status.
async function verifyStatuses(tx: Tx, since: number): Promise<string[]> {
  const hasChanged = (id: string) =>
    isNamedAfter(sql.ref(id), "status_change", "distributor_id", since);
  const { rows } = await sql<{ what: string }>`
    with change as (
      select *, coalesce(lag(to_status) over w, 'ACTIVE') as before,
             row_number() over w = 1 and from_status is null as joined
        from status_change where ${hasChanged("distributor_id")}
      window w as (partition by distributor_id order by seq))
    select format('status of %s: is %s and should be %s by its changes', d.code, d.status,
                  coalesce(c.to_status, 'ACTIVE')) as what
      from distributor d
      left join lateral (select to_status from status_change where distributor_id = d.id
                          order by seq desc limit 1) c on true
     where d.status <> coalesce(c.to_status, 'ACTIVE') and ${hasChanged("d.id")}
    union all
    select format('status of %s: changes from %s in %s but was %s before',
                  coalesce(d.code, c.distributor_id::text), c.from_status, c.seq, c.before)
      from change c left join distributor d on d.id = c.distributor_id
     where (d.id is null or (not c.joined and c.from_status is distinct from c.before))
       and ${after(sql`c.seq`, since)}`.execute(tx.db);
  return rows.map(({ what }) => what);
}

// The journal and the history of statuses must be equal.
async function verifyStatusEntries(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('transaction %s: %s differs from the stored status change', t.seq, t.cause) as what
      from ledger_transaction t
      left join status_change c using (seq) left join distributor d on d.id = c.distributor_id
     where t.kind = 'STATUS' and ${after(sql`t.seq`, since)}
       and (t.cause::jsonb ->> 'code', t.cause::jsonb ->> 'status')
           is distinct from (d.code, c.to_status)
    union all
    select format('change of status %s: is not in the journal', c.seq)
      from status_change c left join ledger_transaction t using (seq)
     where ${after(sql`c.seq`, since)} and
           case when c.from_status is null then t.kind not in ('ENROLMENT', 'DISTRIBUTORS_IMPORT')
                else t.kind <> 'STATUS' end is not false`.execute(tx.db);
  return rows.map(({ what }) => what);
}

// The last change must be the current value, each change must invert the one before, and the
// journal must have it.
async function verifyEarningsWithholdings(tx: Tx, since: number): Promise<string[]> {
  const hasChanged = (id: string) =>
    isNamedAfter(sql.ref(id), "withholding", "distributor_id", since);
  const { rows } = await sql<{ what: string }>`
    with change as (
      select *, lag(is_withheld, 1, false) over w as before, lead(seq) over w is null as is_last
        from withholding where ${hasChanged("distributor_id")}
      window w as (partition by distributor_id order by seq))
    select format('withholding of %s: is %s and should be %s by its changes', d.code,
                  d.is_withheld, coalesce(c.is_withheld, false)) as what
      from distributor d left join change c on c.distributor_id = d.id and c.is_last
     where d.is_withheld <> coalesce(c.is_withheld, false) and ${hasChanged("d.id")}
    union all
    select format('withholding of %s: is set to %s twice in a row, the second time in %s', d.code, c.is_withheld, c.seq)
      from change c left join distributor d on d.id = c.distributor_id
     where (d.id is null or c.is_withheld = c.before) and ${after(sql`c.seq`, since)}
    union all
    select format('transaction %s: %s differs from the stored withholding', coalesce(t.seq, c.seq), t.cause)
      from (select * from change where ${after(sql`seq`, since)}) c
      join distributor d on d.id = c.distributor_id
      full join (select * from ledger_transaction
                  where kind = 'WITHHOLDING' and ${after(sql`seq`, since)}) t on t.seq = c.seq
     where (t.cause::jsonb ->> 'code', t.cause::jsonb ->> 'withheld', t.cause::jsonb ->> 'reason')
           is distinct from (d.code, c.is_withheld::text, c.reason)`.execute(tx.db);
  return rows.map(({ what }) => what);
}
