// Closes the tier window of a month: downgrades the distributors that missed their tier too often,
// in one transaction (docs/rules.md §4).

import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { parsePeriod } from "../../../kernel/period.ts";
import { formatInstant, type Zone } from "../../../kernel/time.ts";
import { commit } from "../../../ledger/post.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import type { Ladder } from "../../../network/engine/ladder.ts";
import { findLadders, lastDistributorId } from "../../../network/index.ts";
import {
  endOfMonth,
  ladderOfMonth,
  monthAfter,
  type Window,
  windowsBack,
} from "../../engine/window.ts";
import { WINDOW_CLOSE } from "../kinds.ts";
import { judgeWindow } from "./judge-window.ts";
import { loadVolumesIn } from "./load-tier-holders.ts";
import { storeTierChanges } from "./store-tiers.ts";

/**
 * Closes the window of a month, written `2026-01`; `at` is the time of the request. A closed month
 * stays unchanged. Returns the closing transaction. Throws `INVALID` if the month has not ended, is
 * not the next month, or never closes.
 */
export async function closeWindow(network: Network, text: string, at: number): Promise<number> {
  const month = parsePeriod("MONTH", text, "month");
  const { zone, asset } = network.settings;
  return commit(network, async (book, tx) => {
    const first = (await findTransactions(tx, WINDOW_CLOSE, [text])).get(text);
    if (first !== undefined) return first.seq;
    const ladders = await findLadders(tx, asset);
    assertEnded(zone, month, at);
    assertCloses(ladders, zone, month);
    await assertNext(tx, ladders, zone, month);
    const occurredAt = endOfMonth(zone, month);
    const cause = JSON.stringify({ month: text });
    const { seq } = book.append({ kind: WINDOW_CLOSE, ref: text, occurredAt, cause, legs: [] });
    await downgrade(tx, seq, windowsBack(ladders, zone, month));
    return seq;
  });
}

function refuse(month: string, why: string): never {
  throw new Refusal("INVALID", `month: ${month.slice(0, 7)} ${why}`, "month");
}

function assertEnded(zone: Zone, month: string, at: number): void {
  const end = endOfMonth(zone, month);
  if (at < end) refuse(month, `has not ended yet: it ends at ${formatInstant(end)}`);
}

function assertCloses(ladders: readonly Ladder[], zone: Zone, month: string): void {
  const ladder = ladderOfMonth(ladders, zone, month);
  if (ladder === undefined) refuse(month, "ended before the first ladder took effect");
  if (ladder.window === "CALENDAR_MONTH") return;
  refuse(month, `cannot be closed: ladder ${ladder.version} has a LIFETIME window`);
}

// Any month can be the first to close; then months close in order, except months that never close.
async function assertNext(
  tx: Tx,
  ladders: readonly Ladder[],
  zone: Zone,
  month: string,
): Promise<void> {
  const { rows } = await sql<Row<"window_close", "month">>`
    select month::text from window_close order by seq desc limit 1`.execute(tx.db);
  const closed = rows[0]?.month;
  if (closed === undefined) return;
  let next = monthAfter(closed, 1);
  while (next < month && ladderOfMonth(ladders, zone, next)?.window === "LIFETIME") {
    next = monthAfter(next, 1);
  }
  if (next === month) return;
  const turn =
    month < next
      ? "is before the last closed month; the next month to close"
      : "cannot be closed before earlier months; the next month to close";
  refuse(month, `${turn} is ${next.slice(0, 7)}`);
}

async function downgrade(tx: Tx, seq: number, windows: readonly Window[]): Promise<void> {
  const [{ month, ladder }] = windows as [Window];
  const distributors = await lastDistributorId(tx);
  const months = windows.map((window) => window.month);
  const volumesOf = (ids: readonly number[]) => loadVolumesIn(tx, ids, months);
  let line = 0;
  for await (const { downgraded } of judgeWindow(tx, { seq, distributors, windows }, volumesOf)) {
    const changes = downgraded.map(({ held: { id, tier, path }, to }) => {
      line += 1;
      const upline = path.slice(0, -1).toReversed();
      return { seq, line, distributorId: id, from: tier, to, upline };
    });
    storeTierChanges(tx, changes);
  }
  await sql`insert into window_close (seq, month, ladder_version, distributors, downgraded)
    values (${seq}, ${month}, ${ladder.version}, ${distributors}, ${line})`.execute(tx.db);
}
