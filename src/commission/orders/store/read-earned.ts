// What a distributor earned, by day or month and by what it came of: share lines less what refunds took back.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";

export const EARNED_PERIODS = ["DAY", "MONTH"] as const;
export type EarnedPeriod = (typeof EARNED_PERIODS)[number];
export const EARNED_GROUPS = ["PRODUCT", "LEVEL", "RULE"] as const;
export type EarnedGroup = (typeof EARNED_GROUPS)[number];

/** What is asked for; the days are accounting dates, both included. */
export interface EarnedQuery {
  readonly distributor: string;
  readonly asset: string;
  readonly from: string;
  readonly to: string;
  readonly period: EarnedPeriod;
  readonly groups: readonly EarnedGroup[];
}

/** A sum, in minor units; what it is not grouped by is null. */
export interface EarnedView {
  /** The day, or the month's first day. */
  readonly from: string;
  readonly productId: number | null;
  readonly level: number | null;
  readonly planVersion: number | null;
  /** The rule's place in the plan, from 0. */
  readonly rule: number | null;
  readonly kind: string | null;
  readonly earnedMinor: bigint;
  /** What refunds took back, above zero. */
  readonly returnedMinor: bigint;
  /** Orders that brought something. */
  readonly orders: number;
}

/** What tells a sum from the others; -1 for what it is not grouped by. */
export type EarnedKey = readonly [
  from: string,
  productId: number,
  level: number,
  planVersion: number,
  rule: number,
];

export function earnedKey({ from, productId, level, planVersion, rule }: EarnedView): EarnedKey {
  return [from, productId ?? -1, level ?? -1, planVersion ?? -1, rule ?? -1];
}

const COLUMNS = ["day", "product_id", "level", "plan_version", "rule"].map((name) => sql.ref(name));

interface Row extends Omit<EarnedView, "earnedMinor" | "returnedMinor"> {
  readonly earned: string;
  readonly returned: string;
}

/** A page of the sums, by period, product, level and rule: each entry counts on its accounting date. */
export async function pageEarned(
  tx: Tx,
  query: EarnedQuery,
  page: Page<EarnedKey>,
): Promise<EarnedView[]> {
  const { condition, order } = pageSql(page, COLUMNS, (key) => key);
  const by = (group: EarnedGroup, column: string) =>
    query.groups.includes(group) ? sql.ref(column) : sql`-1`;
  const { rows } = await sql<Row>`
    with ${linesOf(query)},
    summed as (
      select ${query.period === "DAY" ? sql`day` : sql`day - extract(day from day)::int + 1`} as day,
             ${by("PRODUCT", "product_id")} as product_id, ${by("LEVEL", "level")} as level,
             ${by("RULE", "plan_version")} as plan_version, ${by("RULE", "rule")} as rule,
             ${query.groups.includes("RULE") ? sql`min(kind)` : sql`null`} as kind,
             sum(earned) as earned, sum(returned) as returned,
             count(distinct order_seq) filter (where earned > 0)::int as orders
        from line group by 1, 2, 3, 4, 5)
    select day::text as "from", nullif(product_id, -1) as "productId", nullif(level, -1) as level,
           nullif(plan_version, -1) as "planVersion", nullif(rule, -1) as rule, kind, earned, returned, orders
      from summed where ${condition} ${order}`.execute(tx.db);
  return rows.map(({ earned, returned, ...row }) => {
    return { ...row, earnedMinor: BigInt(earned), returnedMinor: BigInt(returned) };
  });
}

// The entries that moved what it holds, found by its accounts' days, and its lines in them: a
// refund's lines stand in the order of the settlement's shares.
function linesOf({ distributor, asset, from, to }: EarnedQuery): RawBuilder<unknown> {
  const names = ["available", "pending", "withheld"].map(
    (fund) => `liabilities:distributor:${distributor}:${fund}`,
  );
  names.push(`assets:receivable:distributor:${distributor}`);
  return sql`
    entry as materialized (
      select distinct d.day, p.seq
        from account a
        join day_total d on d.account_id = a.id
        join posting p on p.account_id = a.id and p.seq between d.first_seq and d.last_seq
        join ledger_transaction t on t.seq = p.seq and t.accounting_date = d.day
         and t.kind in ('SETTLEMENT', 'REFUND')
       where a.asset = ${asset} and a.name in (${sql.join(names)})
         and d.day between ${from}::date and ${to}::date),
    line as (
      select e.day, s.seq as order_seq, s.product_id, s.plan_version, l.*
        from entry e
        left join refund r on r.seq = e.seq
        join settlement s on s.seq = coalesce(r.order_seq, e.seq)
        cross join lateral (
          select coalesce((share ->> 'level')::int, -1) as level, (share ->> 'rule')::int as rule,
                 share ->> 'kind' as kind,
                 case when r.seq is null then (share ->> 'amount')::numeric else 0 end as earned,
                 case when r.seq is null then 0
                      else (r.lines -> (nth - 1)::int ->> 'amount')::numeric end as returned
            from json_array_elements(s.shares) with ordinality as shares (share, nth)
           where share ->> 'recipient' = ${distributor} offset 0) l
       where l.earned <> 0 or l.returned <> 0)`;
}
