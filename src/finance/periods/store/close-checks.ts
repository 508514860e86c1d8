// Finds the obstacles that prevent the close of a month.

import { sql } from "kysely";
import { endOfMonth } from "../../../commission/engine/window.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { dayBefore } from "../../../kernel/days.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { nextPeriod } from "../../../kernel/period.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { verifyMonth } from "../../../ledger/verify-month.ts";
import { countOpen } from "../../reconciliation/index.ts";
import { lastClosed } from "./read-periods.ts";

export const OBSTACLES = [
  "NOT_OVER",
  "OUT_OF_ORDER",
  "PENDING_RELEASES",
  "OPEN_DIFFERENCES",
  "MISMATCH",
] as const;

/** One finding; its message continues a sentence that starts with the month. */
export interface Finding<Code> {
  readonly code: Code;
  readonly message: string;
}

export type Obstacle = Finding<(typeof OBSTACLES)[number]>;

/** The obstacles of a close at `at` that need no reading of the month's postings. */
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

/** The mismatches of the month's postings and totals; it reads all of them. */
export async function findMismatches(tx: Tx, month: string): Promise<Obstacle[]> {
  const mismatches = await verifyMonth(tx, { from: month, to: lastDayOf(month) });
  return mismatches.map((message) => ({
    code: "MISMATCH",
    message: `has a mismatch: ${message}`,
  }));
}

/** The last day of a month, which is given by its first day. */
export function lastDayOf(month: string): string {
  return dayBefore(nextPeriod("MONTH", month));
}

function notOver({ settings: { zone } }: Network, month: string, at: number): Obstacle | undefined {
  const end = endOfMonth(zone, month);
  if (at >= end) return undefined;
  return { code: "NOT_OVER", message: `has not ended yet: it ends at ${formatInstant(end)}` };
}

// The first month to close is the month of the first posting, or an earlier month.
async function outOfOrder(tx: Tx, month: string): Promise<Obstacle | undefined> {
  const closed = await lastClosed(tx);
  const next = closed === undefined ? await firstMonth(tx) : nextPeriod("MONTH", closed.month);
  if (next === undefined || next === month || (closed === undefined && month < next)) {
    return undefined;
  }
  const why =
    month < next ? "is before the last closed month" : "cannot be closed before earlier months";
  return {
    code: "OUT_OF_ORDER",
    message: `${why}; the next month to close is ${next.slice(0, 7)}`,
  };
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
  const message = `has ${n} releases due up to the end of this month and not done yet, ${held} in total`;
  return { code: "PENDING_RELEASES", message };
}

async function openDifferences(tx: Tx, month: string): Promise<Obstacle | undefined> {
  const count = await countOpen(tx, nextPeriod("MONTH", month));
  if (count === 0) return undefined;
  const which = count === 1 ? "1 difference" : `${count} differences`;
  const message = `has ${which} with statements unexplained up to the end of this month`;
  return { code: "OPEN_DIFFERENCES", message };
}
