// Reads the payees that have a tax identity other than their own.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";

/** A payee, for example `distributor:E`, and its tax identity. */
export interface TaxIdentityView extends Row<"tax_identity", "reason"> {
  readonly seq: number;
  readonly payee: string;
  readonly identity: string;
  readonly since: number;
}

/** A page of the current identities, in the order in which they were set. */
export async function pageTaxIdentities(
  tx: Tx,
  identity: string | null | undefined,
  page: Page<number>,
): Promise<TaxIdentityView[]> {
  const { condition, order } = pageSql(page, [sql`i.seq`], (seq) => [seq]);
  const of = identity == null ? sql`true` : sql`i.identity = ${identity}`;
  const { rows } = await sql<TaxIdentityView>`
    select i.seq::float8 as seq, i.identity, i.reason,
           coalesce('distributor:' || d.code, 'supplier:' || u.code) as payee,
           (extract(epoch from t.occurred_at) * 1000)::float8 as since
      from tax_identity i
      join ledger_transaction t using (seq)
      left join distributor d on d.id = i.distributor_id
      left join supplier u on u.id = i.supplier_id
     where i.identity is not null and ${of} and ${condition}
       and not exists (select from tax_identity l
                        where l.distributor_id = i.distributor_id and l.seq > i.seq)
       and not exists (select from tax_identity l
                        where l.supplier_id = i.supplier_id and l.seq > i.seq)
     ${order}`.execute(tx.db);
  return rows;
}
