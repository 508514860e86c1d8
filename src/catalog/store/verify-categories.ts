// Verifies the categories of products against their history.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { after, isNamedAfter } from "../../ledger/since.ts";

/** One line for each category that differs from its history, of the products that changed behind `since`. */
export async function verifyCategories(tx: Tx, since: number): Promise<string[]> {
  const hasChanged = (id: string) =>
    isNamedAfter(sql.ref(id), "category_change", "product_id", since);
  const { rows } = await sql<{ what: string }>`
    select format('category of %s: is %s and should be %s by its changes', p.code, p.category,
                  c.to_category) as what
      from product p
      cross join lateral (select to_category from category_change where product_id = p.id
                           order by seq desc limit 1) c
     where p.category <> c.to_category and ${hasChanged("p.id")}
    union all
    select format('category of %s: changes from %s in %s but was %s before', p.code,
                  c.from_category, c.seq, c.before)
      from (select *, lag(to_category) over (partition by product_id order by seq) as before
              from category_change where ${hasChanged("product_id")}) c
      join product p on p.id = c.product_id
     where c.before <> c.from_category and ${after(sql`c.seq`, since)}`.execute(tx.db);
  return rows.map(({ what }) => what);
}
