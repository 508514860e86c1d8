// Reads the compliance report in one query: it first collects the period's shares less refunds,
// then counts them.

import { type RawBuilder, sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { countDays } from "../../kernel/days.ts";
import { Refusal } from "../../kernel/errors.ts";
import { parseDay } from "../../kernel/time.ts";
import { MEASURE } from "../../network/engine/articles.ts";
import type { Chain, ComplianceReport, Income, LevelPaid, PairPaid } from "../engine/report.ts";

/** Most days of one report: the query reads every share of the period. */
const MAX_DAYS = 366;
/** Most entries of each list, except the list of levels, which the tree's depth limits. */
const MAX_LISTED = 20;

/**
 * Reports on the orders with an accounting date between two local days, both included, less all
 * their refunds so far. Throws `INVALID` for invalid days, for days in the wrong order, and for too
 * many days.
 */
export function reportCompliance(
  network: Network,
  from: string,
  to: string,
): Promise<ComplianceReport> {
  const days = countDays({ to: parseDay(to, "to"), from: parseDay(from, "from") });
  if (days < 1) throw new Refusal("INVALID", `to: ${to} is before from, ${from}`, "to");
  if (days > MAX_DAYS) {
    throw new Refusal("INVALID", `to: a report covers at most ${MAX_DAYS} days`, "to");
  }
  return network.read(async (tx) => ({ from, to, ...(await readReport(tx, from, to)) }), true);
}

// `paid` is the rest of a share after refunds (docs/rules.md §6); `path` has the ids from the
// seller's parent to the recipient. The `offset 0` makes PostgreSQL read each JSON field only once.
function paidOf(from: string, to: string): RawBuilder<unknown> {
  return sql`
    sale as materialized (
      select s.seller_id, s.upline, s.shares, s.quantity,
             coalesce((select sum(r.quantity) from refund r where r.order_seq = s.seq), 0) as refunded
        from ledger_transaction t join settlement s using (seq)
       where t.accounting_date between ${from}::date and ${to}::date),
    line as (
      select recipient, seller_id, level, upline[1:level] as path,
             amount - div(amount * refunded, quantity) as amount
        from sale cross join lateral (
          select share ->> 'recipient' as recipient, (share ->> 'level')::int as level,
                 (share ->> 'amount')::numeric as amount
            from json_array_elements(shares) as share offset 0) l
       where refunded < quantity and recipient is not null),
    paid as materialized (
      select recipient, seller_id, level, path, count(*) as lines, sum(amount) as amount
        from line where amount > 0 group by recipient, seller_id, level, path)`;
}

const INCOMES = sql`
    income as (
      select recipient as distributor, coalesce(sum(amount) filter (where level = 0), 0) as own,
             coalesce(sum(amount) filter (where level > 0), 0) as downline
        from paid group by recipient)`;

const CHAINS = sql`
    chain as (
      select recipient, count(distinct person)::int as people, max(level) + 1 as levels
        from paid cross join lateral unnest(path || seller_id) as person
       where level > 0 group by recipient),
    judged as (
      select chain.*, people >= ${MEASURE.people} and levels >= ${MEASURE.levels} as at_measure
        from chain)`;

/**
 * The rows of a query as one JSON list, in order; amounts are texts, because JSON numbers lose
 * digits.
 */
function listOf(query: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(json_agg(row_to_json(one)), '[]') from (${query}) one)`;
}

const LEVELS = listOf(sql`
  select level, sum(lines)::float8 as lines, sum(amount)::text as "amountMinor"
    from paid group by level order by level`);

const INCOME = sql`(
  select json_build_object('ownMinor', coalesce(sum(own), 0)::text,
           'downlineMinor', coalesce(sum(downline), 0)::text) from income)`;

const DISTRIBUTORS = listOf(sql`
  select distributor, own::text as "ownMinor", downline::text as "downlineMinor"
    from income where downline > 0
   order by downline / (own + downline) desc, downline desc, distributor limit ${MAX_LISTED}`);

const PAIRS = listOf(sql`
  select recipient, d.code as seller, sum(amount)::text as "amountMinor"
    from paid join distributor d on d.id = seller_id
   where level > 0 group by recipient, d.code
   order by sum(amount) desc, recipient, d.code limit ${MAX_LISTED}`);

const LARGEST_CHAINS = listOf(sql`
  select recipient, people, levels from judged
   order by at_measure desc, people desc, recipient limit ${MAX_LISTED}`);

type Text<T> = { [Field in keyof T]: T[Field] extends bigint ? string : T[Field] };

interface Row {
  orders: number;
  levels: Text<LevelPaid>[];
  income: Text<Income>;
  distributors: Text<ComplianceReport["distributors"][number]>[];
  pairs: Text<PairPaid>[];
  chains: Chain[];
  chainsAtMeasure: number;
}

async function readReport(tx: Tx, from: string, to: string) {
  const { rows } = await sql<Row>`
    with ${paidOf(from, to)}, ${INCOMES}, ${CHAINS}
    select (select count(*)::int from sale) as orders, ${LEVELS} as levels, ${INCOME} as income,
           ${DISTRIBUTORS} as distributors, ${PAIRS} as pairs, ${LARGEST_CHAINS} as chains,
           (select count(*)::int from judged where at_measure) as "chainsAtMeasure"`.execute(tx.db);
  const { levels, income, distributors, pairs, ...rest } = rows[0]!;
  return {
    ...rest,
    levels: levels.map(amountOf),
    income: incomeOf(income),
    distributors: distributors.map((one) => ({ ...one, ...incomeOf(one) })),
    pairs: pairs.map(amountOf),
  };
}

function amountOf<T extends { readonly amountMinor: string }>(one: T) {
  return { ...one, amountMinor: BigInt(one.amountMinor) };
}

function incomeOf({ ownMinor, downlineMinor }: Text<Income>): Income {
  return { ownMinor: BigInt(ownMinor), downlineMinor: BigInt(downlineMinor) };
}
