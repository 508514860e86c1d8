// Closes a month, and reopens it; later postings are dated after the closed months
// (docs/rules.md §7).

import { endOfMonth } from "../../../commission/engine/window.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { parsePeriod } from "../../../kernel/period.ts";
import { PERIOD_CLOSE, PERIOD_REOPEN } from "../../../ledger/kind.ts";
import { storeClosing, storeReopening } from "../../../ledger/period-closings.ts";
import { commit } from "../../../ledger/post.ts";
import { findMismatches, findObstacles, type Obstacle } from "./close-checks.ts";
import { closesOf, lastClosed } from "./read-periods.ts";

/** Most characters of a reason. */
const MAX_REASON = 1_000;

/**
 * Closes a month, written `2026-01`; the close occurs at the first instant after the month, and
 * `at` is the time of the request. A closed month stays unchanged. Returns the closing transaction.
 * Throws `Refusals`, one for each obstacle.
 */
export async function closeMonth(network: Network, text: string, at: number): Promise<number> {
  const month = parsePeriod("MONTH", text, "month");
  const { closed, mismatches } = await network.read((tx) => look(tx, month), true);
  if (closed !== undefined) return closed;
  return commit(network, async (book, tx) => {
    const closes = await closesOf(tx, month);
    const last = closes.at(-1);
    if (last !== undefined && last.reopenSeq === null) return last.seq;
    const obstacles = [...(await findObstacles(network, tx, month, at)), ...mismatches];
    if (obstacles.length > 0) throw refusals(text, obstacles);
    const { seq } = book.append({
      kind: PERIOD_CLOSE,
      ref: nth(text, closes.length),
      occurredAt: endOfMonth(network.settings.zone, month),
      cause: JSON.stringify({ month: text }),
      legs: [],
    });
    await storeClosing(tx, seq, month);
    return seq;
  });
}

// The slow check of the postings runs before the network's lock is taken, because postings never
// change.
async function look(
  tx: Tx,
  month: string,
): Promise<{ closed: number | undefined; mismatches: Obstacle[] }> {
  const last = (await closesOf(tx, month)).at(-1);
  if (last !== undefined && last.reopenSeq === null) return { closed: last.seq, mismatches: [] };
  return { closed: undefined, mismatches: await findMismatches(tx, month) };
}

function refusals(text: string, obstacles: readonly Obstacle[]): Refusals {
  return new Refusals(
    obstacles.map(({ message }) => new Refusal("INVALID", `month: ${text} ${message}`, "month")),
  );
}

// The ref of a repeated close or reopening gets a number; the first has none.
function nth(month: string, before: number): string {
  return before === 0 ? month : `${month} ${before + 1}`;
}

/**
 * Reopens the last closed month, at `at`, with a reason; entries can then be dated in it again.
 * Repeating the call while it is open changes nothing. Returns the transaction. Throws `INVALID`,
 * and `CONFLICT` if it was reopened with another reason.
 */
export async function reopenMonth(
  network: Network,
  text: string,
  reason: string,
  at: number,
): Promise<number> {
  const month = parsePeriod("MONTH", text, "month");
  assertReason(reason);
  return commit(network, async (book, tx) => {
    const closes = await closesOf(tx, month);
    const last = closes.at(-1);
    if (last?.reopenSeq != null) return repeated(text, last.reason, reason, last.reopenSeq);
    const latest = await lastClosed(tx);
    if (last === undefined || latest?.seq !== last.seq) throw notLast(text, latest?.month);
    const cause = JSON.stringify({ month: text, reason });
    const ref = nth(text, closes.length - 1);
    const entry = { kind: PERIOD_REOPEN, ref, occurredAt: at, cause, legs: [] } as const;
    const { seq } = book.append(entry);
    await storeReopening(tx, seq, last.seq, reason);
    return seq;
  });
}

function assertReason(reason: string): void {
  if (reason.trim() === "") {
    throw new Refusal("INVALID", "reason: is required to reopen a month", "reason");
  }
  if (reason.length > MAX_REASON) {
    throw new Refusal("INVALID", `reason: must have at most ${MAX_REASON} characters`, "reason");
  }
}

function repeated(month: string, first: string | null, reason: string, seq: number): number {
  if (first === reason) return seq;
  const message = `month: ${month} was already reopened with another reason: ${first}`;
  throw new Refusal("CONFLICT", message, "month");
}

function notLast(month: string, last: string | undefined): Refusal {
  const which = last === undefined ? "no month is closed" : `the last is ${last.slice(0, 7)}`;
  const message = `month: ${month} is not the last closed month; ${which}`;
  return new Refusal("INVALID", message, "month");
}
