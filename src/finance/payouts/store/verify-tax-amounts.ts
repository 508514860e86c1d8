// Recomputes the tax of every payout, by the terms at its approval and the earlier payments to its
// identity.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { inForce } from "../../../kernel/in-force.ts";
import type { Payee } from "../engine/payout.ts";
import { type TaxedMonth, taxOf } from "../engine/tax.ts";
import { findTerms } from "./terms-kind.ts";

/** Steps of one page. */
const PAGE = 5_000;

/** A step after which a payout counts, or no longer counts. */
interface Step extends Row<"payout", "ref"> {
  readonly seq: number;
  readonly isApproval: boolean;
  readonly at: number;
  readonly payout: number;
  readonly kind: Payee["kind"];
  readonly income: string;
  /** The identity by the assignments before the step. */
  readonly identity: string;
  /** The stored tax, as text. */
  readonly kept: string;
}

/** One line for each payout with a wrong tax; follows the approvals in order. */
export async function verifyTaxAmounts({ settings }: Network, tx: Tx): Promise<string[]> {
  const terms = await findTerms(tx, settings.asset);
  const paid = new Paid();
  const mismatches: string[] = [];
  for await (const { isApproval, at, payout, ref, kind, income, identity, kept } of readSteps(tx)) {
    if (!isApproval) {
      paid.drop(payout);
      continue;
    }
    const [year, month] = settings.zone.day(at).split("-").map(Number) as [number, number];
    const version = inForce(terms, at);
    const table = version?.tax[kind];
    const method = table?.method ?? "NONE";
    const [key, incomeMinor] = [`${identity} ${year} ${method}`, BigInt(income)];
    const taxMinor = taxOf(table, incomeMinor, month, paid.of(key));
    const by = `${method} of terms ${version?.version ?? "none"}`;
    const told = `${taxMinor} for ${identity} in ${year}-${month} by ${by}`;
    if (told !== kept) mismatches.push(`tax of payout ${ref}: is ${kept} and should be ${told}`);
    if (table !== undefined) paid.add(key, payout, { month, incomeMinor, taxMinor });
  }
  return mismatches;
}

/** The payments to tax identities in tax years, by payout. */
class Paid {
  readonly #years = new Map<string, Map<number, TaxedMonth>>();
  readonly #keys = new Map<number, string>();

  of(key: string): TaxedMonth[] {
    return [...(this.#years.get(key)?.values() ?? [])];
  }

  add(key: string, payout: number, taxed: TaxedMonth): void {
    const year = this.#years.get(key) ?? new Map<number, TaxedMonth>();
    this.#years.set(key, year.set(payout, taxed));
    this.#keys.set(payout, key);
  }

  /** Removes a payout that failed. */
  drop(payout: number): void {
    this.#years.get(this.#keys.get(payout) ?? "")?.delete(payout);
  }
}

async function* readSteps(tx: Tx): AsyncGenerator<Step> {
  for (let last = 0; ; ) {
    const { rows } = await sql<Step>`
      select s.seq::float8 as seq, s.status = 'APPROVED' as "isApproval",
             (extract(epoch from t.occurred_at) * 1000)::float8 as at,
             s.payout_seq::float8 as payout, p.ref, p.amount as income,
             case when d.id is null then 'SUPPLIER' else 'DISTRIBUTOR' end as kind,
             coalesce(
               (select identity from tax_identity i
                 where (i.distributor_id = p.distributor_id or i.supplier_id = p.supplier_id)
                   and i.seq < s.seq order by seq desc limit 1),
               'distributor:' || d.code, 'supplier:' || u.code) as identity,
             case when x.seq is null then 'nothing' else
               format('%s for %s in %s-%s by %s of terms %s', x.tax, x.identity, x.year, x.month,
                      x.method, coalesce(x.terms::text, 'none')) end as kept
        from payout_step s
        join ledger_transaction t on t.seq = s.seq
        join payout p on p.seq = s.payout_seq
        left join payout_tax x on x.payout_seq = p.seq
        left join distributor d on d.id = p.distributor_id
        left join supplier u on u.id = p.supplier_id
       where s.seq > ${last} and s.status in ('APPROVED', 'FAILED', 'CANCELLED')
       order by s.seq limit ${PAGE}`.execute(tx.db);
    const end = rows.at(-1);
    if (end === undefined) return;
    yield* rows;
    last = end.seq;
  }
}
