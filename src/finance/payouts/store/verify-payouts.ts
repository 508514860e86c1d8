// Verifies that held amounts equal the open payouts, and that each payout has the status of its
// last step.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { CHART } from "../../../ledger/chart/chart.ts";
import { fitsSql, nameSql } from "../../../ledger/chart-sql.ts";
import { isNamedAfter } from "../../../ledger/since.ts";

/** The statuses of open payouts, whose amounts are held. */
const OPEN = sql`('REQUESTED', 'APPROVED', 'SENT')`;

/**
 * One line for each payee whose held amount differs from its open payouts, and for each wrong
 * status; of the accounts and payouts that changed behind `since`.
 */
export async function verifyPayouts(tx: Tx, since: number): Promise<string[]> {
  const hasMoved = isNamedAfter(sql`a.id`, "posting", "account_id", since);
  const { rows } = await sql<{ what: string }>`
    with held as (
      select a.name, -b.balance as amount
        from account a join settings on a.asset = settlement_asset
        cross join lateral (select balance from posting where account_id = a.id
                             order by seq desc, line desc limit 1) b
       where ${fitsSql(sql`a.name`, [CHART.held, CHART.supplierHeld])} and ${hasMoved}),
    open as (
      select case when d.id is null then ${nameSql(CHART.supplierHeld, sql`s.code`)}
                  else ${nameSql(CHART.held, sql`d.code`)} end as name,
             sum(p.amount) as amount
        from payout p
        left join distributor d on d.id = p.distributor_id
        left join supplier s on s.id = p.supplier_id
       where p.status in ${OPEN} group by 1)
    select format('%s is %s but its open payouts are of %s', name,
                  coalesce(h.amount, 0), coalesce(o.amount, 0)) as what
      from held h full join open o using (name)
     where coalesce(h.amount, 0) <> coalesce(o.amount, 0) and (${since} = 0 or h.name is not null)
    union all
    select format('payout %s is %s but its last step is %s', p.ref, p.status, s.status)
      from payout p
      left join lateral (select status from payout_step where payout_seq = p.seq
                          order by seq desc limit 1) s on true
     where s.status is distinct from p.status
       and ${isNamedAfter(sql`p.seq`, "payout_step", "payout_seq", since)}`.execute(tx.db);
  return rows.map(({ what }) => what);
}
