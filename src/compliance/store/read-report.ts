// Reads the sales of a period for the compliance report, page by page. Shares are read here and counted in
// memory: PostgreSQL needs several times as long to take their JSON apart.

import { type RawBuilder, sql } from "kysely";
import { idsOf, readShares } from "../../commission/orders/index.ts";
import { fetchPages } from "../../database/cursor.ts";
import type { Network, Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { countDays } from "../../kernel/days.ts";
import { Refusal } from "../../kernel/errors.ts";
import { parseDay } from "../../kernel/time.ts";
import { wholeOf } from "../../kernel/whole.ts";
import type { ComplianceReport } from "../engine/report.ts";
import { type Sale, Tally } from "../engine/tally.ts";

/** Most days of one report: the query reads every share of the period. */
const MAX_DAYS = 366;
/** Sales of one page: few enough that what is read dies young in the garbage collector. */
const PAGE = 250;

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

interface SaleRow extends Row<"settlement", "seller_id" | "quantity"> {
  readonly seller: string;
  readonly upline: string;
  readonly shares: string;
  readonly refunded: string;
}

function salesOf(from: string, to: string): RawBuilder<unknown> {
  return sql`
    select s.seller_id, d.code as seller, s.upline::text, s.shares::text, s.quantity,
           coalesce((select sum(r.quantity) from refund r where r.order_seq = s.seq), 0)::text as refunded
      from ledger_transaction t join settlement s using (seq)
      join distributor d on d.id = s.seller_id
     where t.accounting_date between ${from}::date and ${to}::date`;
}

async function readReport(tx: Tx, from: string, to: string) {
  const tally = new Tally();
  for await (const rows of fetchPages<SaleRow>(tx, "sales", salesOf(from, to), PAGE))
    for (const row of rows) tally.take(saleOf(row));
  return tally.report();
}

function saleOf(row: SaleRow): Sale {
  return {
    sellerId: row.seller_id,
    seller: row.seller,
    upline: idsOf(row.upline),
    quantity: wholeOf(row.quantity),
    refunded: wholeOf(row.refunded),
    shares: readShares(row.shares).flatMap(({ recipient, level, amount }) => {
      return recipient === null || amount === "0"
        ? []
        : [{ recipient, level: level ?? 0, amountMinor: wholeOf(amount) }];
    }),
  };
}
