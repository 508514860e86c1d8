// Warnings of a plan whose rules match goods that are not there: it may come before its goods, or be misspelt.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { texts } from "../../../database/unnest.ts";
import type { PlanDocument } from "../engine/plan-document.ts";

/** Warnings of one document that are told at most; the rest is counted. */
const MAX_WARNINGS = 20;

/** What no product is, has or comes from, by the path of the rule that names it. */
export async function warnOfGoods(tx: Tx, { rules }: PlanDocument): Promise<string[]> {
  const named = rules.flatMap(({ match = {} }, index) =>
    (["product", "category", "supplier"] as const)
      .filter((field) => match[field] !== undefined)
      .map((field) => ({ path: `rules[${index}].match.${field}`, field, code: match[field]! })),
  );
  if (named.length === 0) return [];
  const { rows } = await sql<{ n: number }>`
    select n::int as n
      from unnest(${texts(named.map((one) => one.field))}::text[],
        ${texts(named.map((one) => one.code))}::text[]) with ordinality as w (field, code, n)
     where not case field
       when 'product' then exists (select from product p where p.code = w.code)
       when 'category' then exists (select from product p where p.category = w.code)
       else exists (select from product p join supplier s on s.id = p.supplier_id
                     where s.code = w.code) end
     order by n`.execute(tx.db);
  const warnings = rows.map(({ n }) => {
    const { path, field, code } = named[n - 1]!;
    return `${path}: nothing on sale has the ${field} "${code}" yet`;
  });
  const more = warnings.length - MAX_WARNINGS;
  return more > 0 ? [...warnings.slice(0, MAX_WARNINGS), `and ${more} more warnings`] : warnings;
}
