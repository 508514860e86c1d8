// The tax of a quarter: what each identity was paid and what was withheld, by the bank's confirmations.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import { nextPeriod } from "../../../kernel/period.ts";

/** Payees of one identity that are named at most; they are counted all. */
export const MAX_PAYEES = 100;

/** What payments come to; amounts in minor units. */
interface TaxSums {
  readonly payments: number;
  /** Before fees. */
  readonly incomeMinor: bigint;
  readonly taxMinor: bigint;
}

/** An identity, and who was paid under it, like `distributor:E`. */
export interface TaxLine extends TaxSums {
  readonly identity: string;
  readonly payeeCount: number;
  /** The first of them by name. */
  readonly payees: readonly string[];
}

interface Row {
  readonly payments: number;
  readonly income: string;
  readonly tax: string;
}

/** The payments of a quarter that begins with a day, by accounting date. */
function paidIn(quarter: string) {
  return sql`
    select x.identity collate "C" as identity, x.income, s.tax,
           coalesce('distributor:' || d.code, 'supplier:' || u.code) collate "C" as payee
      from ledger_transaction t
      join payout_step s on s.seq = t.seq
      join payout_tax x on x.payout_seq = s.payout_seq
      left join distributor d on d.id = s.distributor_id
      left join supplier u on u.id = s.supplier_id
     where t.kind = 'PAYOUT_CONFIRMATION' and t.accounting_date >= ${quarter}::date
       and t.accounting_date < ${nextPeriod("QUARTER", quarter)}::date`;
}

const SUMS = sql`count(*)::int as payments, coalesce(sum(income), 0) as income,
  coalesce(sum(tax), 0) as tax`;

/** All payments of a quarter together: what confirmations put on `liabilities:tax`. */
export async function sumTax(tx: Tx, quarter: string): Promise<TaxSums> {
  const { rows } = await sql<Row>`select ${SUMS} from (${paidIn(quarter)}) paid`.execute(tx.db);
  return sumsOf(rows[0]!);
}

/** A page of a quarter's identities, in the order of their characters' codes. */
export async function pageTaxLines(
  tx: Tx,
  quarter: string,
  page: Page<string>,
): Promise<TaxLine[]> {
  const { condition, order } = pageSql(page, [sql`identity`], (identity) => [identity]);
  const { rows } = await sql<Row & Pick<TaxLine, "identity" | "payees" | "payeeCount">>`
    select identity, ${SUMS}, count(distinct payee)::int as "payeeCount",
           (array_agg(distinct payee order by payee))[1:${sql.lit(MAX_PAYEES)}] as payees
      from (${paidIn(quarter)}) paid
     where ${condition} group by identity ${order}`.execute(tx.db);
  return rows.map(({ identity, payees, payeeCount, ...row }) => {
    return { identity, payees, payeeCount, ...sumsOf(row) };
  });
}

function sumsOf({ payments, income, tax }: Row): TaxSums {
  return { payments, incomeMinor: BigInt(income), taxMinor: BigInt(tax) };
}
