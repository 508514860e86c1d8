// Recomputes the turnover of suppliers from orders and refunds (docs/rules.md §5).
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";

/** One line for each supplier and month whose turnover differs from its orders and refunds. */
export async function verifyTurnover(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with sold as (
      select s.supplier_id, s.month, sum(s.unit_price * (s.quantity - coalesce(r.quantity, 0))) as gross,
             sum(s.supply_price * (s.quantity - coalesce(r.quantity, 0))) as cost
        from settlement s
        left join (select order_seq, sum(quantity) as quantity from refund group by order_seq) r
          on r.order_seq = s.seq
       group by s.supplier_id, s.month)
    select format('turnover of supplier %s in %s: is %s gross, %s cost and should be %s, %s',
                  supplier_id, month, coalesce(v.gross, 0), coalesce(v.cost, 0),
                  coalesce(sold.gross, 0), coalesce(sold.cost, 0)) as what
      from supplier_volume v full join sold using (supplier_id, month)
     where (v.gross, v.cost) is distinct from (sold.gross, sold.cost)`.execute(tx.db);
  return rows.map(({ what }) => what);
}
