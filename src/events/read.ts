// Reads events off the book: of a range of transactions, or of those that one scope has a part in.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { numbers } from "../database/unnest.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import type { FeedEvent, Scope } from "./event.ts";
import { readEarnings } from "./read-earnings.ts";

/** Transactions whose events one page has at most. */
export const PAGE_TRANSACTIONS = 200;
/** Accruals are numbered after all postings that a transaction with accruals and earnings can have. */
const FIRST_ACCRUAL = 5_000;
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
      ? sql<{ seq: string }>`select seq from (
          (select seq from settlement where supplier_id = ${scope.supplierId} and ${range} ${limit})
          union
          (select distinct seq from accrual where supplier_id = ${scope.supplierId} and ${range} ${limit})
        ) found ${limit}`
      : sql<{ seq: string }>`select seq from (
          (select p.seq
             from distributor d
             join settings on d.id = ${scope.distributorId}
             join account a on a.asset = settlement_asset and a.name in (
               'liabilities:distributor:' || d.code || ':available',
               'liabilities:distributor:' || d.code || ':pending',
               'assets:receivable:distributor:' || d.code)
             cross join lateral (
               select distinct seq from posting
                where account_id = a.id and ${range} ${limit}) p)
          union
          (select distinct seq from tier_change where ${range} and (
             distributor_id = ${scope.distributorId} or ${scope.distributorId} = any(upline)) ${limit})
        ) found ${limit}`;
  const { rows } = await found.execute(tx.db);
  return rows.map((row) => Number(row.seq));
}

async function readEvents(tx: Tx, seqs: readonly number[]): Promise<FeedEvent[]> {
  if (seqs.length === 0) return [];
  const wanted = sql`${numbers(seqs)}::bigint[]`;
  const events = [
    ...(await readSettlements(tx, wanted)),
    ...(await readEarnings(tx, wanted)),
    ...(await readTierChanges(tx, wanted)),
    ...(await readAccruals(tx, wanted)),
  ];
  return events.sort((a, b) => a.seq - b.seq || a.n - b.n);
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

async function readAccruals(tx: Tx, wanted: Wanted): Promise<FeedEvent[]> {
  const { rows } = await sql<
    Row & {
      line: number;
      programmeId: number;
      supplierId: number;
      period: string;
      amount: string;
      true_up: string;
      volume: string;
      accrued: string;
    }
  >`
    select ${TRANSACTION}, a.line, a.programme_id as "programmeId", a.supplier_id as "supplierId",
           a.period::text, a.amount, a.true_up, a.volume, a.accrued
      from accrual a join ledger_transaction t using (seq)
     where a.seq = any(${wanted})`.execute(tx.db);
  return rows.map((row) => {
    const { programmeId, supplierId, period } = row;
    return {
      kind: "REBATE_ACCRUED",
      ...baseOf(row, FIRST_ACCRUAL + row.line),
      ...{ programmeId, supplierId, period },
      amountMinor: BigInt(row.amount),
      trueUpMinor: BigInt(row.true_up),
      volumeMinor: BigInt(row.volume),
      accruedMinor: BigInt(row.accrued),
    };
  });
}
