// Checks that what is held is what open payouts are of, and that each stands where its last step left it.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";

/** Payouts that have not ended: what they are of is held. */
const OPEN = sql`('REQUESTED', 'APPROVED', 'SENT')`;

/** A line for each holder whose held money is not its open payouts', and for each wrong status. */
export async function verifyPayouts(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with held as (
      select a.name, -b.balance as amount
        from account a join settings on a.asset = settlement_asset
        cross join lateral (select balance from posting where account_id = a.id
                             order by seq desc, line desc limit 1) b
       where a.name like 'liabilities:%:held' and b.balance <> 0),
    open as (
      select case when d.id is null then 'liabilities:supplier:' || s.code
                  else 'liabilities:distributor:' || d.code end || ':held' as name,
             sum(p.amount) as amount
        from payout p
        left join distributor d on d.id = p.distributor_id
        left join supplier s on s.id = p.supplier_id
       where p.status in ${OPEN} group by 1)
    select format('%s is %s and the open payouts are of %s', name,
                  coalesce(h.amount, 0), coalesce(o.amount, 0)) as what
      from held h full join open o using (name)
     where coalesce(h.amount, 0) <> coalesce(o.amount, 0)
    union all
    select format('payout %s is %s and its last step is %s', p.ref, p.status, s.status)
      from payout p
      left join lateral (select status from payout_step where payout_seq = p.seq
                          order by seq desc limit 1) s on true
     where s.status is distinct from p.status`.execute(tx.db);
  return rows.map(({ what }) => what);
}

/** A line for each prepaid balance below zero: orders may not spend what is not there (rules §2). */
export async function verifyDeposits(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('transaction %s leaves %s at %s', p.seq, a.name, -p.balance) as what
      from account a join settings on a.asset = settlement_asset
      join posting p on p.account_id = a.id
     where a.name like 'liabilities:distributor:%:deposit' and p.balance > 0
     order by p.seq`.execute(tx.db);
  return rows.map(({ what }) => what);
}
