// Verifies that no order spent more than the prepaid balance.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { CHART } from "../../../ledger/chart/chart.ts";
import { fitsSql } from "../../../ledger/chart-sql.ts";
import { after } from "../../../ledger/since.ts";

/**
 * One line for each negative prepaid balance behind `since`: orders cannot spend more than the deposit
 * (docs/rules.md §2).
 */
export async function verifyDeposits(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('transaction %s leaves %s at %s', p.seq, a.name, -p.balance) as what
      from account a join settings on a.asset = settlement_asset
      join posting p on p.account_id = a.id
     where ${fitsSql(sql`a.name`, [CHART.deposit])} and p.balance > 0
       and ${after(sql`p.seq`, since)}
     order by p.seq`.execute(tx.db);
  return rows.map(({ what }) => what);
}
