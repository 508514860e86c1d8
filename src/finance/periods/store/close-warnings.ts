// Finds warnings before a month closes: open items that do not prevent the close.
import { sql } from "kysely";
import { ruler } from "../../../commission/engine/programme.ts";
import { endOfMonth, ladderOfMonth } from "../../../commission/engine/window.ts";
import { findClosedPeriods, findProgrammes } from "../../../commission/programmes/index.ts";
import { WINDOW_CLOSE } from "../../../commission/tiers/kinds.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { formatPeriod, nextPeriod, periodOf } from "../../../kernel/period.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { balancesOn } from "../../../ledger/balances-on.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import { findLadders } from "../../../network/index.ts";
import { type Finding, lastDayOf } from "./close-checks.ts";

export const WARNINGS = [
  "PROGRAMME_OPEN",
  "WINDOW_OPEN",
  "PAYOUT_OPEN",
  "ADJUSTMENT_OPEN",
  "SUSPENSE_OPEN",
] as const;
export type Warning = Finding<(typeof WARNINGS)[number]>;

/**
 * Warns of programme periods and of the tier window that end with the month and are not closed, and
 * of payouts, adjustments and money in suspense up to its end, which are carried forward.
 */
export async function findWarnings(network: Network, tx: Tx, month: string): Promise<Warning[]> {
  return [
    ...(await openProgrammes(network, tx, month)),
    ...(await openWindow(network, tx, month)),
    ...(await openPayouts(network, tx, month)),
    ...(await openAdjustments(network, tx, month)),
    ...(await openSuspense(network, tx, month)),
  ];
}

async function openProgrammes(network: Network, tx: Tx, month: string): Promise<Warning[]> {
  const programmes = await findProgrammes(tx, network.settings.asset);
  const closed = await findClosedPeriods(tx);
  const codes = [...new Set(programmes.all.map(({ code }) => code))].sort();
  return codes.flatMap((code) => {
    const versions = programmes.versionsOf(code);
    const kind = versions[0]!.period;
    const period = periodOf(kind, month);
    const ends = nextPeriod(kind, period) === nextPeriod("MONTH", month);
    const isOpen = ruler(versions, period) !== undefined && !closed.has(`${code} ${period}`);
    const message = `ends ${formatPeriod(kind, period)} of programme ${code}, which is not closed`;
    return ends && isOpen ? [{ code: "PROGRAMME_OPEN", message }] : [];
  });
}

async function openWindow(network: Network, tx: Tx, month: string): Promise<Warning[]> {
  const { asset, zone } = network.settings;
  const ladder = ladderOfMonth(await findLadders(tx, asset), zone, month);
  if (ladder?.window !== "CALENDAR_MONTH" || ladder.downgrade.policy === "NEVER") return [];
  const name = month.slice(0, 7);
  if ((await findTransactions(tx, WINDOW_CLOSE, [name])).has(name)) return [];
  return [{ code: "WINDOW_OPEN", message: "has a tier window that is not closed" }];
}

async function openPayouts(
  { settings: { asset } }: Network,
  tx: Tx,
  month: string,
): Promise<Warning[]> {
  const { rows } = await sql<{ n: string; amount: string | null }>`
    select count(*) as n, sum(p.amount) as amount
      from payout p join ledger_transaction t using (seq)
     where p.status in ('REQUESTED', 'APPROVED', 'SENT')
       and t.accounting_date < ${nextPeriod("MONTH", month)}::date`.execute(tx.db);
  const { n, amount } = rows[0]!;
  if (n === "0") return [];
  const held = `${formatAmount(BigInt(amount!), asset.scale)} ${asset.code}`;
  const message = `has open payouts up to the end of this month: ${n}, with ${held} held`;
  return [{ code: "PAYOUT_OPEN", message }];
}

async function openAdjustments(
  { settings: { zone } }: Network,
  tx: Tx,
  month: string,
): Promise<Warning[]> {
  const end = formatInstant(endOfMonth(zone, month));
  const { rows } = await sql<{ n: string }>`
    select count(*) as n from adjustment
     where status = 'PROPOSED' and occurred_at < ${end}::timestamptz`.execute(tx.db);
  const { n } = rows[0]!;
  const message = `has undecided adjustments up to the end of this month: ${n}`;
  return n === "0" ? [] : [{ code: "ADJUSTMENT_OPEN", message }];
}

async function openSuspense(
  { settings: { asset } }: Network,
  tx: Tx,
  month: string,
): Promise<Warning[]> {
  const [balance] = await balancesOn(tx, asset.code, [accounts.suspense], lastDayOf(month));
  if (balance === 0n) return [];
  const message = `ends with ${formatAmount(balance!, asset.scale)} ${asset.code} in suspense`;
  return [{ code: "SUSPENSE_OPEN", message }];
}
