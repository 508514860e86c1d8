// Checks that every approval has its tax, that what was paid has posted it, and who is taxed as whom.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { verifyTaxAmounts } from "./verify-tax-amounts.ts";

/** A line for each tax, and each identity, that is not what follows from the journal. */
export async function verifyTax(network: Network, tx: Tx): Promise<string[]> {
  return [
    ...(await verifyIdentities(tx)),
    ...(await verifyKept(tx)),
    ...(await verifyTaxAmounts(network, tx)),
  ];
}

/** What the journal says of identities is what the history says. */
async function verifyIdentities(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('transaction %s: %s is not the tax identity that was kept', seq, t.cause) as what
      from (select * from ledger_transaction where kind = 'TAX_IDENTITY') t
      full join tax_identity i using (seq)
      left join distributor d on d.id = i.distributor_id
      left join supplier u on u.id = i.supplier_id
     where (t.cause::jsonb ->> 'distributor', t.cause::jsonb ->> 'supplier',
            t.cause::jsonb ->> 'identity', t.cause::jsonb ->> 'reason')
           is distinct from (d.code, u.code, i.identity, i.reason)
     order by seq`.execute(tx.db);
  return rows.map(({ what }) => what);
}

/** Every approval has its tax, and every confirmation has posted it. */
async function verifyKept(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('payout %s: its approval has no tax', p.ref) as what
      from payout_step s join payout p on p.seq = s.payout_seq
     where s.status = 'APPROVED' and not exists (select from payout_tax x where x.seq = s.seq)
    union all
    select format('payout %s: has the tax of another amount or approval', p.ref)
      from payout_tax x join payout p on p.seq = x.payout_seq
     where x.income <> p.amount or not exists (
       select from payout_step s
        where s.seq = x.seq and s.payout_seq = x.payout_seq and s.status = 'APPROVED')
    union all
    select format('payout %s: %s was withheld, and %s was posted for %s', p.ref, s.tax,
                  coalesce(posted.tax, 0), x.tax)
      from payout_step s join payout p on p.seq = s.payout_seq
      left join payout_tax x on x.payout_seq = s.payout_seq
      left join lateral (
        select -sum(q.amount) as tax
          from posting q join account a on a.id = q.account_id
         where q.seq = s.seq and a.name = 'liabilities:tax') posted on true
     where s.status = 'CONFIRMED'
       and (s.tax, coalesce(posted.tax, 0)) is distinct from (x.tax, x.tax)`.execute(tx.db);
  return rows.map(({ what }) => what);
}
