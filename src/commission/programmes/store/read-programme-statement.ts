// Reads the statement of a programme's period: the accruals of each order and refund, and the
// close.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import type { CloseLineRecord } from "./close-programme.ts";

/** The posted close of a period. */
export interface ClosingView {
  readonly seq: number;
  readonly volumeMinor: bigint;
  readonly bonusMinor: bigint;
  readonly shortfallMinor: bigint;
  readonly lines: readonly CloseLineRecord[];
}

/** The close of a period; undefined while it is open. */
export async function findClosing(
  tx: Tx,
  code: string,
  period: string,
): Promise<ClosingView | undefined> {
  const { rows } = await sql<
    Row<"programme_close", "seq" | "volume" | "bonus" | "shortfall"> & { lines: CloseLineRecord[] }
  >`select seq, volume, bonus, shortfall, lines from programme_close
     where code = ${code} and period = ${period}`.execute(tx.db);
  return rows.map(({ seq, volume, bonus, shortfall: missing, lines }) => ({
    seq: Number(seq),
    volumeMinor: BigInt(volume),
    bonusMinor: BigInt(bonus),
    shortfallMinor: BigInt(missing),
    lines,
  }))[0];
}

/** The sums of a period's accruals, in minor units; together they are the total accrued. */
export interface Statement {
  /** Accrued for earlier sales when the programme, or its version, was published. */
  readonly openingMinor: bigint;
  /** The orders' own parts, before the close. */
  readonly ordersMinor: bigint;
  /** The amounts from crossing a band, beyond the own parts of orders and refunds. */
  readonly trueUpsMinor: bigint;
  /** The refunds' own parts, negative. */
  readonly refundsMinor: bigint;
  /** Changes by orders and refunds after the close, which were posted at once. */
  readonly lateMinor: bigint;
  readonly closing: ClosingView | undefined;
}

/** The statement of a programme's period; of one member only, if a supplier's id is given. */
export async function readProgrammeStatement(
  tx: Tx,
  code: string,
  period: string,
  supplierId: number | undefined,
): Promise<Statement> {
  const closing = await findClosing(tx, code, period);
  const isLate = sql`(${closing?.seq ?? null}::bigint is not null and a.seq > ${closing?.seq ?? null})`;
  const part = (kind: string, what: RawBuilder<unknown>) =>
    sql`coalesce(sum(${what}) filter (where t.kind = ${kind} and not ${isLate}), 0)::text`;
  const { rows } = await sql<
    Record<"opening" | "orders" | "true_ups" | "refunds" | "late", string>
  >`
    select ${part("PROGRAMME", sql`a.amount`)} as opening,
           ${part("SETTLEMENT", sql`a.amount - a.true_up`)} as orders,
           ${part("REFUND", sql`a.amount - a.true_up`)} as refunds,
           coalesce(sum(a.true_up) filter (where t.kind <> 'PROGRAMME' and not ${isLate}), 0)::text
             as true_ups,
           coalesce(sum(a.amount) filter (where ${isLate}), 0)::text as late
      from accrual a join ledger_transaction t using (seq)
     where ${ofPeriod(code, period, supplierId)}`.execute(tx.db);
  const { opening, orders, true_ups: trueUps, refunds, late } = rows[0]!;
  return {
    openingMinor: BigInt(opening),
    ordersMinor: BigInt(orders),
    trueUpsMinor: BigInt(trueUps),
    refundsMinor: BigInt(refunds),
    lateMinor: BigInt(late),
    closing,
  };
}

function ofPeriod(code: string, period: string, supplierId: number | undefined) {
  const whose = supplierId === undefined ? sql`true` : sql`a.supplier_id = ${supplierId}`;
  return sql`a.programme_id in (select id from programme where code = ${code})
    and a.period = ${period}::date and ${whose}`;
}

/** One line of a statement. */
export interface AccrualView extends Row<"accrual", "line"> {
  readonly seq: number;
  readonly kind: "PROGRAMME" | "SETTLEMENT" | "REFUND";
  readonly ref: string;
  readonly occurredAt: number;
  readonly supplierId: number;
  readonly amountMinor: bigint;
  readonly trueUpMinor: bigint;
  readonly volumeMinor: bigint;
  readonly accruedMinor: bigint;
}

/** The sort key of a statement line. */
export type AccrualKey = readonly [seq: number, line: number];

/** A page of a period's accruals, by sequence number. */
export async function pageAccruals(
  tx: Tx,
  code: string,
  period: string,
  supplierId: number | undefined,
  page: Page<AccrualKey>,
): Promise<AccrualView[]> {
  const { condition, order } = pageSql(page, [sql`a.seq`, sql`a.line`], (key) => key);
  const { rows } = await sql<
    Omit<AccrualView, `${string}Minor`> &
      Row<"accrual", "amount" | "true_up" | "volume" | "accrued">
  >`select a.seq::float8 as seq, a.line, t.kind, t.ref, a.supplier_id as "supplierId",
           (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt",
           a.amount, a.true_up, a.volume, a.accrued
      from accrual a join ledger_transaction t using (seq)
     where ${ofPeriod(code, period, supplierId)} and ${condition} ${order}`.execute(tx.db);
  return rows.map(({ amount, true_up, volume, accrued, ...row }) => ({
    ...row,
    amountMinor: BigInt(amount),
    trueUpMinor: BigInt(true_up),
    volumeMinor: BigInt(volume),
    accruedMinor: BigInt(accrued),
  }));
}
