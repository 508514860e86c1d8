// Closing a month of the books, and opening it again: what is posted later is dated after it (rules §7).
import { sql } from "kysely";
import { endOfMonth } from "../../../commission/engine/window.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal, Refusals } from "../../../kernel/errors.ts";
import { parsePeriod } from "../../../kernel/period.ts";
import { commit } from "../../../ledger/post.ts";
import { findMismatches, findObstacles, type Obstacle } from "./close-checks.ts";
import { closesOf, lastClosed } from "./read-periods.ts";

/** Longer than any reason that anybody reads. */
const MAX_REASON = 1_000;

/**
 * Closes a month, written `2026-01`, with the first instant after it as its time; `at` is when that
 * is asked for. A month that is closed stays as it is. Returns the transaction that closed it.
 * Throws `Refusals`, one for each thing that stands against it.
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
      kind: "PERIOD_CLOSE",
      ref: nth(text, closes.length),
      occurredAt: endOfMonth(network.settings.zone, month),
      cause: JSON.stringify({ month: text }),
      legs: [],
    });
    await storeTotals(tx, seq, month);
    return seq;
  });
}

// The long look at the postings is taken before the lane is locked: what is posted does not change.
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

// Closes of a month, and their reopenings, are told apart by their number, the first has none.
function nth(month: string, before: number): string {
  return before === 0 ? month : `${month} ${before + 1}`;
}

/** Every account that moved in the month or is not zero after it: what the next month opens with. */
async function storeTotals(tx: Tx, seq: number, month: string): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into period_total (seq, account_id, debit, credit, balance)
    select ${seq}, a.id, case when m.month = ${month}::date then m.debit else 0 end,
           case when m.month = ${month}::date then m.credit else 0 end, m.balance
      from account a
      cross join lateral (
        select * from month_total where account_id = a.id and month <= ${month}::date
         order by month desc limit 1) m
     where m.month = ${month}::date or m.balance <> 0`.execute(tx.db);
  await sql`insert into period_close (seq, month, accounts)
    values (${seq}, ${month}, ${numAffectedRows})`.execute(tx.db);
}

/**
 * Opens the last closed month again, at `at`, for a reason: from then on entries may be dated in it.
 * The same again does nothing while it is open. Returns the transaction. Throws `INVALID`, and
 * `CONFLICT` for one that was reopened for another reason.
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
    const entry = { kind: "PERIOD_REOPEN", ref, occurredAt: at, cause, legs: [] } as const;
    const { seq } = book.append(entry);
    await sql`insert into period_reopen (seq, close_seq, reason)
      values (${seq}, ${last.seq}, ${reason})`.execute(tx.db);
    return seq;
  });
}

function assertReason(reason: string): void {
  if (reason.trim() === "") {
    throw new Refusal("INVALID", "reason: a month is not reopened without one", "reason");
  }
  if (reason.length > MAX_REASON) {
    throw new Refusal("INVALID", `reason: is longer than ${MAX_REASON} characters`, "reason");
  }
}

function repeated(month: string, first: string | null, reason: string, seq: number): number {
  if (first === reason) return seq;
  const message = `month: ${month} is open again already, for another reason: ${first}`;
  throw new Refusal("CONFLICT", message, "month");
}

function notLast(month: string, last: string | undefined): Refusal {
  const which = last === undefined ? "none is closed" : `that is ${last.slice(0, 7)}`;
  const message = `month: ${month} is not the last month that was closed; ${which}`;
  return new Refusal("INVALID", message, "month");
}
