// What is merely worth knowing before a month closes: what ends with it, or is on its way, and is open.
import { sql } from "kysely";
import { ruler } from "../../../commission/engine/programme.ts";
import { endOfMonth, ladderOfMonth } from "../../../commission/engine/window.ts";
import { findLadders } from "../../../commission/plans/store/published.ts";
import {
  findClosedPeriods,
  findProgrammes,
} from "../../../commission/programmes/store/programmes.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { formatPeriod, nextPeriod, periodOf } from "../../../kernel/period.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { balancesOn } from "../../../ledger/balances-on.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
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
 * Programmes' periods and the tiers' window that end with the month and have not been closed, and
 * what of it, or before it, is on its way or not explained: that is carried forward.
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
  if ((await findTransactions(tx, "WINDOW_CLOSE", [name])).has(name)) return [];
  return [{ code: "WINDOW_OPEN", message: "has a window of tiers that is not closed" }];
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
  const message = `has payouts of it or before that have not ended: ${n}, with ${held} held`;
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
  const message = `has adjustments of it or before that nobody has decided on: ${n}`;
  return n === "0" ? [] : [{ code: "ADJUSTMENT_OPEN", message }];
}

async function openSuspense(
  { settings: { asset } }: Network,
  tx: Tx,
  month: string,
): Promise<Warning[]> {
  const [balance] = await balancesOn(tx, asset.code, ["assets:suspense"], lastDayOf(month));
  if (balance === 0n) return [];
  const message = `ends with ${formatAmount(balance!, asset.scale)} ${asset.code} in suspense`;
  return [{ code: "SUSPENSE_OPEN", message }];
}
