// Reads what distributors earned by orders and lost by refunds as events, from the postings to all their accounts.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { accounts, CHART, EARNED, parseAccount } from "../../../ledger/chart/chart.ts";
import { fitsSql, nameSql } from "../../../ledger/chart-sql.ts";
import { baseOf, TRANSACTION, type TransactionRow } from "../../../platform/feed/base.ts";
import type { FeedEvent } from "../../../platform/feed/event.ts";
import type { EventKind, SeqBounds, Wanted } from "../../../platform/feed/event-kind.ts";
import type { PartyScope } from "../../../platform/feed/scope.ts";

/**
 * What a distributor earned by an order, or lost by a refund (negative), in minor units of the
 * settlement asset. Pending earnings count, and so do earnings that repaid a debt.
 */
export interface EarningPosted extends FeedEvent {
  readonly kind: "EARNING_POSTED";
  readonly distributorId: number;
  readonly amountMinor: bigint;
  /** The available balance after this event. */
  readonly balanceMinor: bigint;
}

export const earningPosted: EventKind<EarningPosted> = {
  kind: "EARNING_POSTED",
  sees: (scope, { distributorId }) =>
    "distributorId" in scope && scope.distributorId === distributorId,
  read: readEarnings,
  findSeqs: findEarningSeqs,
};

// By the index on the accounts' postings.
function findEarningSeqs(scope: PartyScope, { range, limit }: SeqBounds) {
  if (!("distributorId" in scope)) return undefined;
  const names = EARNED.map((pattern) => nameSql(pattern, sql`d.code`));
  return sql`select p.seq
    from distributor d
    join settings on d.id = ${scope.distributorId}
    join account a on a.asset = settlement_asset and a.name in (${sql.join(names)})
    cross join lateral (
      select distinct seq from posting
       where account_id = a.id and ${range} ${limit}) p`;
}

interface PostingRow
  extends TransactionRow,
    Row<"posting", "line" | "amount" | "balance">,
    Row<"account", "name"> {}

/** One distributor's part of one transaction. */
interface Earned {
  readonly row: PostingRow;
  readonly code: string;
  amountMinor: bigint;
  /** The available balance after it, if the transaction posted to that account. */
  balanceMinor: bigint | undefined;
}

/** One for each distributor and transaction; what a release moves between its accounts is nothing in sum. */
async function readEarnings(tx: Tx, { seqs }: Wanted): Promise<EarningPosted[]> {
  // The offsets keep to the keys: soon after many orders the planner would rather read all accounts.
  const { rows } = await sql<PostingRow>`
    select ${TRANSACTION}, p.line, a.name, p.amount, p.balance
      from ledger_transaction t
      cross join lateral (
        select line, account_id, amount, balance from posting where seq = t.seq offset 0) p
      cross join lateral (select name, asset from account where id = p.account_id offset 0) a
     where t.seq = any(${seqs}) and t.kind in ('SETTLEMENT', 'REFUND')
       and a.asset = (select settlement_asset from settings)
       and ${fitsSql(sql`a.name`, EARNED)}
     order by t.seq, p.line`.execute(tx.db);
  const earned = earnedIn(rows);
  const ids = await findIds(tx, new Set(earned.map(({ code }) => code)));
  await completeBalances(
    tx,
    earned.filter(({ balanceMinor }) => balanceMinor === undefined),
  );
  return earned.map(({ row, code, amountMinor, balanceMinor = 0n }) => {
    const base = baseOf(row, row.line);
    return {
      kind: "EARNING_POSTED",
      ...base,
      distributorId: ids.get(code)!,
      amountMinor,
      balanceMinor,
    };
  });
}

function earnedIn(rows: readonly PostingRow[]): Earned[] {
  const earned = new Map<string, Earned>();
  for (const row of rows) {
    const { pattern, code } = parseAccount(row.name) ?? {};
    if (code === undefined) continue;
    const key = `${row.seq} ${code}`;
    const one = earned.get(key) ?? { row, code, amountMinor: 0n, balanceMinor: undefined };
    one.amountMinor -= BigInt(row.amount);
    if (pattern === CHART.available) one.balanceMinor = -BigInt(row.balance);
    earned.set(key, one);
  }
  return [...earned.values()].filter(({ amountMinor }) => amountMinor !== 0n);
}

async function findIds(tx: Tx, codes: ReadonlySet<string>): Promise<Map<string, number>> {
  const { rows } = await sql<Row<"distributor", "id" | "code">>`
    select id, code from distributor where code = any(${texts(codes)}::text[])`.execute(tx.db);
  return new Map(rows.map(({ id, code }) => [code, id]));
}

// These transactions did not post to the available account: its balance is that of its last posting.
async function completeBalances(tx: Tx, earned: readonly Earned[]): Promise<void> {
  if (earned.length === 0) return;
  const names = earned.map(({ code }) => accounts.available(code));
  const { rows } = await sql<Row<"posting", "balance"> & { n: string }>`
    select w.n, p.balance
      from unnest(${texts(names)}::text[], ${numbers(earned.map(({ row }) => Number(row.seq)))}::bigint[])
        with ordinality as w (name, seq, n)
      join account a on a.name = w.name and a.asset = (select settlement_asset from settings)
      cross join lateral (select balance from posting where account_id = a.id and seq <= w.seq
                           order by seq desc, line desc limit 1) p`.execute(tx.db);
  for (const { n, balance } of rows) earned[Number(n) - 1]!.balanceMinor = -BigInt(balance);
}
