// What orders brought distributors, and refunds took back: read off the postings, wherever they landed.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { numbers, texts } from "../../database/unnest.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import type { EarningPosted } from "./event.ts";

interface PostingRow extends Row {
  line: number;
  name: string;
  amount: string;
  balance: string;
}

/** One distributor's part of one transaction. */
interface Earned {
  readonly row: PostingRow;
  readonly code: string;
  amountMinor: bigint;
  /** What is available after it, where it was posted there. */
  balanceMinor: bigint | undefined;
}

// Available, pending, withheld, and what a debt took: what a release moves between them is nothing in sum.
const HOLDING =
  /^(?:liabilities:distributor:([^:]+):(?:available|pending|withheld)|assets:receivable:distributor:(.+))$/;

/** The earnings of the transactions wanted: one for each distributor and transaction. */
export async function readEarnings(tx: Tx, wanted: RawBuilder<unknown>): Promise<EarningPosted[]> {
  const { rows } = await sql<PostingRow>`
    select ${TRANSACTION}, p.line, a.name, p.amount, p.balance
      from posting p
      join ledger_transaction t on t.seq = p.seq
      join account a on a.id = p.account_id
     where p.seq = any(${wanted}) and t.kind in ('SETTLEMENT', 'REFUND')
       and a.asset = (select settlement_asset from settings)
       and (a.name like 'liabilities:distributor:%' or a.name like 'assets:receivable:distributor:%')
     order by p.seq, p.line`.execute(tx.db);
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
    const [, holder, debtor] = HOLDING.exec(row.name) ?? [];
    const code = holder ?? debtor;
    if (code === undefined) continue;
    const key = `${row.seq} ${code}`;
    const one = earned.get(key) ?? { row, code, amountMinor: 0n, balanceMinor: undefined };
    one.amountMinor -= BigInt(row.amount);
    if (row.name.endsWith(":available")) one.balanceMinor = -BigInt(row.balance);
    earned.set(key, one);
  }
  return [...earned.values()].filter(({ amountMinor }) => amountMinor !== 0n);
}

async function findIds(tx: Tx, codes: ReadonlySet<string>): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: number; code: string }>`
    select id, code from distributor where code = any(${texts(codes)}::text[])`.execute(tx.db);
  return new Map(rows.map(({ id, code }) => [code, id]));
}

// What is available was not touched by these: it is what the last posting there left.
async function completeBalances(tx: Tx, earned: readonly Earned[]): Promise<void> {
  if (earned.length === 0) return;
  const names = earned.map(({ code }) => `liabilities:distributor:${code}:available`);
  const { rows } = await sql<{ n: string; balance: string }>`
    select w.n, p.balance
      from unnest(${texts(names)}::text[], ${numbers(earned.map(({ row }) => Number(row.seq)))}::bigint[])
        with ordinality as w (name, seq, n)
      join account a on a.name = w.name and a.asset = (select settlement_asset from settings)
      cross join lateral (select balance from posting where account_id = a.id and seq <= w.seq
                           order by seq desc, line desc limit 1) p`.execute(tx.db);
  for (const { n, balance } of rows) earned[Number(n) - 1]!.balanceMinor = -BigInt(balance);
}
