// What stands against closing a month.
import { sql } from "kysely";
import { endOfMonth } from "../../../commission/engine/window.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { nextPeriod } from "../../../kernel/period.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { verifyMonth } from "../../../ledger/verify-month.ts";
import { countOpen } from "../../reconciliation/store/read-differences.ts";
import { lastClosed } from "./read-periods.ts";

export const OBSTACLES = [
  "NOT_OVER",
  "OUT_OF_ORDER",
  "PENDING_RELEASES",
  "OPEN_DIFFERENCES",
  "MISMATCH",
] as const;

/** One thing that was found, in words that go on from the month's name. */
export interface Finding<Code> {
  readonly code: Code;
  readonly message: string;
}

export type Obstacle = Finding<(typeof OBSTACLES)[number]>;

/** What a close at `at` is refused for and is known without reading the month's postings. */
export async function findObstacles(
  network: Network,
  tx: Tx,
  month: string,
  at: number,
): Promise<Obstacle[]> {
  const found = [
    notOver(network, month, at),
    await outOfOrder(tx, month),
    await pendingReleases(network, tx, month),
    await openDifferences(tx, month),
  ];
  return found.flatMap((one) => one ?? []);
}

/** What does not add up among the month's postings and totals: every one of them is read. */
export async function findMismatches(tx: Tx, month: string): Promise<Obstacle[]> {
  const mismatches = await verifyMonth(tx, { from: month, to: lastDayOf(month) });
  return mismatches.map((message) => ({
    code: "MISMATCH",
    message: `does not add up: ${message}`,
  }));
}

/** The last day of a month that is named by its first. */
export function lastDayOf(month: string): string {
  return new Date(Date.parse(nextPeriod("MONTH", month)) - 1).toISOString().slice(0, 10);
}

function notOver({ settings: { zone } }: Network, month: string, at: number): Obstacle | undefined {
  const end = endOfMonth(zone, month);
  if (at >= end) return undefined;
  return { code: "NOT_OVER", message: `has not ended: it ends at ${formatInstant(end)}` };
}

// The first month to be closed is that of the first posting, or one before it.
async function outOfOrder(tx: Tx, month: string): Promise<Obstacle | undefined> {
  const closed = await lastClosed(tx);
  const next = closed === undefined ? await firstMonth(tx) : nextPeriod("MONTH", closed.month);
  if (next === undefined || next === month || (closed === undefined && month < next)) {
    return undefined;
  }
  const why =
    month < next ? "is before those that are closed" : "cannot be closed before those before it";
  return { code: "OUT_OF_ORDER", message: `${why}: the next one is ${next.slice(0, 7)}` };
}

async function firstMonth(tx: Tx): Promise<string | undefined> {
  const { rows } = await sql<{ month: string | null }>`
    select min(month)::text as month from month_total`.execute(tx.db);
  return rows[0]!.month ?? undefined;
}

async function pendingReleases(
  { settings: { zone, asset } }: Network,
  tx: Tx,
  month: string,
): Promise<Obstacle | undefined> {
  const end = formatInstant(endOfMonth(zone, month));
  const { rows } = await sql<{ n: string; amount: string | null }>`
    select count(*) as n, sum(amount) as amount from pending where due_at < ${end}::timestamptz`.execute(
    tx.db,
  );
  const { n, amount } = rows[0]!;
  if (n === "0") return undefined;
  const held = `${formatAmount(BigInt(amount!), asset.scale)} ${asset.code}`;
  const message = `has ${n} releases due in it or before that are not released, ${held} in all`;
  return { code: "PENDING_RELEASES", message };
}

async function openDifferences(tx: Tx, month: string): Promise<Obstacle | undefined> {
  const count = await countOpen(tx, nextPeriod("MONTH", month));
  if (count === 0) return undefined;
  const which = count === 1 ? "1 difference" : `${count} differences`;
  const message = `has ${which} with statements, dated in it or before, that nobody has explained`;
  return { code: "OPEN_DIFFERENCES", message };
}
