// Verifies the balances of distributors: debts, and pending, withheld and available earnings.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { CHART } from "../../../ledger/chart/chart.ts";
import { codeSql, fitsSql, nameSql } from "../../../ledger/chart-sql.ts";

/**
 * A distributor with a debt must have no available balance, pending shares must equal the pending
 * balances (docs/rules.md §6), and a distributor must not have both available and withheld earnings.
 * A supplier can have a debt and a balance, because its part of a programme is a separate debt.
 */
export async function verifyHoldings(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with balance as (
      select a.name, b.balance
        from account a join settings on a.asset = settlement_asset
        cross join lateral (select balance from posting where account_id = a.id
                             order by seq desc, line desc limit 1) b
       where b.balance <> 0),
    held as (
      select ${nameSql(CHART.pending, sql`d.code`)} as name, sum(p.amount) as amount
        from pending p join distributor d on d.id = p.distributor_id group by d.code)
    select format('%s has a debt of %s and an available balance of %s', r.name, r.balance, -l.balance) as what
      from balance r join balance l on l.balance < 0
       and l.name = ${nameSql(CHART.available, codeSql(sql`r.name`, CHART.distributorDebt))}
     where ${fitsSql(sql`r.name`, [CHART.distributorDebt])} and r.balance > 0
    union all
    select format('earnings of %s are%s withheld but %s has %s', d.code,
                  case when d.is_withheld then '' else ' not' end, b.name, -b.balance)
      from distributor d
      join balance b on b.name = case when d.is_withheld
           then ${nameSql(CHART.available, sql`d.code`)}
           else ${nameSql(CHART.withheld, sql`d.code`)} end
    union all
    select format('%s holds %s and should hold %s', name, coalesce(-b.balance, 0), coalesce(h.amount, 0))
      from (select * from balance where ${fitsSql(sql`name`, [CHART.pending])}) b full join held h using (name)
     where coalesce(-b.balance, 0) <> coalesce(h.amount, 0)`.execute(tx.db);
  return rows.map((row) => row.what);
}
