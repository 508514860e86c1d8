// Reads events off the book: of a range of transactions, or of those that one scope has a part in.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { numbers } from "../database/unnest.ts";
import { cursorOf, type FeedEvent, type Scope } from "./event.ts";

/** Transactions whose events one page has at most. */
export const PAGE_TRANSACTIONS = 200;
/** Tier changes are numbered after all postings that a transaction can have. */
const FIRST_TIER_CHANGE = 10_000;

/** The events after `from` up to `to`, all inclusive of the whole transactions between. */
export interface Page {
  readonly from: number;
  readonly to: number;
  readonly events: readonly FeedEvent[];
}

/** The last sequence number of the book. */
export async function readHeadSeq(tx: Tx): Promise<number> {
  const { rows } = await sql<{ seq: string }>`
    select coalesce(max(seq), 0) as seq from ledger_transaction`.execute(tx.db);
  return Number(rows[0]!.seq);
}

/** Every event of the next transactions. */
export async function readPage(tx: Tx, from: number, head: number): Promise<Page> {
  const to = Math.min(head, from + PAGE_TRANSACTIONS);
  const seqs = Array.from({ length: Math.max(to - from, 0) }, (_, index) => from + 1 + index);
  return { from, to, events: await readEvents(tx, seqs) };
}

/** The events of the next transactions in which a scope has a part: found by index, however far apart. */
export async function readScopedPage(
  tx: Tx,
  scope: Scope,
  from: number,
  head: number,
): Promise<Page> {
  if ("all" in scope) return readPage(tx, from, head);
  const seqs = await findSeqs(tx, scope, from, head);
  const to = seqs.length < PAGE_TRANSACTIONS ? head : seqs.at(-1)!;
  return { from, to, events: await readEvents(tx, seqs) };
}

async function findSeqs(
  tx: Tx,
  scope: { distributorId: number } | { supplierId: number },
  from: number,
  head: number,
): Promise<number[]> {
  const range = sql`seq > ${from} and seq <= ${head}`;
  const limit = sql`order by seq limit ${PAGE_TRANSACTIONS}`;
  const found =
    "supplierId" in scope
      ? sql<{ seq: string }>`select seq from settlement
          where supplier_id = ${scope.supplierId} and ${range} ${limit}`
      : sql<{ seq: string }>`select seq from (
          (select distinct seq from posting where ${range} and account_id in (
             select a.id from account a join settings on a.asset = settlement_asset
               join distributor d on d.id = ${scope.distributorId} and a.name in (
                 'liabilities:distributor:' || d.code || ':available',
                 'liabilities:distributor:' || d.code || ':pending',
                 'assets:receivable:distributor:' || d.code)) ${limit})
          union
          (select distinct seq from tier_change where ${range} and (
             distributor_id = ${scope.distributorId} or ${scope.distributorId} = any(upline)) ${limit})
        ) found ${limit}`;
  const { rows } = await found.execute(tx.db);
  return rows.map((row) => Number(row.seq));
}

interface Row {
  seq: string;
  ref: string;
  occurred_at: string;
  recorded_at: string;
}

const TRANSACTION = sql`t.seq, t.ref, extract(epoch from t.occurred_at) * 1000 as occurred_at,
  extract(epoch from t.recorded_at) * 1000 as recorded_at`;

async function readEvents(tx: Tx, seqs: readonly number[]): Promise<FeedEvent[]> {
  if (seqs.length === 0) return [];
  const wanted = sql`${numbers(seqs)}::bigint[]`;
  const events = [
    ...(await readSettlements(tx, wanted)),
    ...(await readEarnings(tx, wanted)),
    ...(await readTierChanges(tx, wanted)),
  ];
  return events.sort((a, b) => a.seq - b.seq || a.n - b.n);
}

function baseOf(row: Row, n: number) {
  const seq = Number(row.seq);
  const [occurredAt, recordedAt] = [Number(row.occurred_at), Number(row.recorded_at)];
  return { seq, n, cursor: cursorOf({ seq, n }), ref: row.ref, occurredAt, recordedAt };
}

type Wanted = ReturnType<typeof sql>;

async function readSettlements(tx: Tx, wanted: Wanted): Promise<FeedEvent[]> {
  const { rows } = await sql<Row & { seller_id: number; supplier_id: number }>`
    select ${TRANSACTION}, s.seller_id, s.supplier_id
      from settlement s join ledger_transaction t using (seq) where s.seq = any(${wanted})`.execute(
    tx.db,
  );
  return rows.map((row) => {
    const { seller_id: sellerId, supplier_id: supplierId } = row;
    return { kind: "SETTLEMENT_POSTED", ...baseOf(row, 0), sellerId, supplierId };
  });
}

// What an order brings a distributor, wherever it lands: available, pending, or against its debt. A
// refund takes it back in the same way, below zero; a release moves it, and brings nothing.
async function readEarnings(tx: Tx, wanted: Wanted): Promise<FeedEvent[]> {
  const { rows } = await sql<Row & { line: number; id: number; amount: string; balance: string }>`
    select e.*, coalesce(-b.balance, 0) as balance
      from (
        select ${TRANSACTION}, d.id, d.code, min(p.line) as line, -sum(p.amount) as amount
          from posting p
          join ledger_transaction t using (seq)
          join account a on a.id = p.account_id
          join settings on a.asset = settlement_asset
          join distributor d on d.code = case
            when a.name like 'assets:receivable:distributor:%' then split_part(a.name, ':', 4)
            when a.name like 'liabilities:distributor:%:available'
              or a.name like 'liabilities:distributor:%:pending' then split_part(a.name, ':', 3) end
         where p.seq = any(${wanted}) and t.kind in ('SETTLEMENT', 'REFUND')
         group by t.seq, d.id) e
      cross join settings
      left join account v on v.name = 'liabilities:distributor:' || e.code || ':available'
                         and v.asset = settlement_asset
      left join lateral (
        select balance from posting where account_id = v.id and seq <= e.seq
         order by seq desc, line desc limit 1) b on true
     where e.amount <> 0`.execute(tx.db);
  return rows.map((row) => {
    const [amountMinor, balanceMinor] = [BigInt(row.amount), BigInt(row.balance)];
    const base = baseOf(row, row.line);
    return { kind: "EARNING_POSTED", ...base, distributorId: row.id, amountMinor, balanceMinor };
  });
}

async function readTierChanges(tx: Tx, wanted: Wanted): Promise<FeedEvent[]> {
  const { rows } = await sql<
    Row & { line: number; id: number; from: string | null; to: string; upline: number[] }
  >`
    select ${TRANSACTION}, c.line, c.distributor_id as id, c.from_tier as from, c.to_tier as to, c.upline
      from tier_change c join ledger_transaction t using (seq)
     where c.seq = any(${wanted})`.execute(tx.db);
  return rows.map((row) => {
    const { id: distributorId, from, to, upline } = row;
    const base = baseOf(row, FIRST_TIER_CHANGE + row.line);
    return { kind: "TIER_CHANGED", ...base, distributorId, from, to, upline };
  });
}
