// Verifies that every approval has its tax, that every confirmation posted it, and the tax
// identities.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { after } from "../../../ledger/since.ts";
import { verifyTaxAmounts } from "./verify-tax-amounts.ts";

/**
 * One line for each tax and each identity that differs from the journal. Behind a `since` amounts are
 * not computed again: they follow from all payments of a year.
 */
export async function verifyTax(network: Network, tx: Tx, since: number): Promise<string[]> {
  return [
    ...(await verifyIdentities(tx, since)),
    ...(await verifyKept(tx, since)),
    ...(since > 0 ? [] : await verifyTaxAmounts(network, tx)),
  ];
}

/** The stored identities must equal those in the journal. */
async function verifyIdentities(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('transaction %s: %s differs from the stored tax identity', seq, t.cause) as what
      from (select * from ledger_transaction
             where kind = 'TAX_IDENTITY' and ${after(sql`seq`, since)}) t
      full join (select * from tax_identity where ${after(sql`seq`, since)}) i using (seq)
      left join distributor d on d.id = i.distributor_id
      left join supplier u on u.id = i.supplier_id
     where (t.cause::jsonb ->> 'distributor', t.cause::jsonb ->> 'supplier',
            t.cause::jsonb ->> 'identity', t.cause::jsonb ->> 'reason')
           is distinct from (d.code, u.code, i.identity, i.reason)
     order by seq`.execute(tx.db);
  return rows.map(({ what }) => what);
}

/** Every approval must have its tax, and every confirmation must have posted it. */
async function verifyKept(tx: Tx, since: number): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('payout %s: its approval has no tax', p.ref) as what
      from payout_step s join payout p on p.seq = s.payout_seq
     where s.status = 'APPROVED' and ${after(sql`s.seq`, since)} and not exists (select from payout_tax x where x.seq = s.seq)
    union all
    select format('payout %s: its tax is of another amount or approval', p.ref)
      from payout_tax x join payout p on p.seq = x.payout_seq
     where ${after(sql`x.seq`, since)} and (x.income <> p.amount or not exists (
       select from payout_step s
        where s.seq = x.seq and s.payout_seq = x.payout_seq and s.status = 'APPROVED'))
    union all
    select format('payout %s: its step has a tax of %s, its posting %s and its stored tax is %s', p.ref, s.tax,
                  coalesce(posted.tax, 0), x.tax)
      from payout_step s join payout p on p.seq = s.payout_seq
      left join payout_tax x on x.payout_seq = s.payout_seq
      left join lateral (
        select -sum(q.amount) as tax
          from posting q join account a on a.id = q.account_id
         where q.seq = s.seq and a.name = ${accounts.tax}) posted on true
     where s.status = 'CONFIRMED' and ${after(sql`s.seq`, since)}
       and (s.tax, coalesce(posted.tax, 0)) is distinct from (x.tax, x.tax)`.execute(tx.db);
  return rows.map(({ what }) => what);
}
