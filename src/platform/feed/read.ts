// Reads events off the book: of a range of transactions, or of those that one scope has a part in.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { numbers } from "../../database/unnest.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import { type FeedEvent, type Place, type Scope, WHOLE } from "./event.ts";
import { readAccruals } from "./read-accruals.ts";
import { readAlerts } from "./read-alerts.ts";
import { readEarnings } from "./read-earnings.ts";
import { readPayouts } from "./read-payouts.ts";
import { PAGE_TIER_CHANGES, readTierChanges } from "./read-tier-changes.ts";

/** Transactions whose events one page has at most. */
export const PAGE_TRANSACTIONS = 200;

/** All events up to a place; perhaps some from before the place that was asked for. */
export interface Page {
  readonly to: Place;
  readonly events: readonly FeedEvent[];
}

/** The last sequence number of the book. */
export async function readHeadSeq(tx: Tx): Promise<number> {
  const { rows } = await sql<{ seq: string }>`
    select coalesce(max(seq), 0) as seq from ledger_transaction`.execute(tx.db);
  return Number(rows[0]!.seq);
}

/** Every event of the next transactions, from that of `start` on. */
export async function readPage(tx: Tx, start: Place, head: number): Promise<Page> {
  const to = Math.min(head, start.seq - 1 + PAGE_TRANSACTIONS);
  const length = Math.max(to - start.seq + 1, 0);
  const seqs = Array.from({ length }, (_, index) => start.seq + index);
  return readEvents(tx, { all: true }, seqs, start, to);
}

/** The events of the next transactions in which a scope has a part: found by index, however far apart. */
export async function readScopedPage(
  tx: Tx,
  scope: Scope,
  start: Place,
  head: number,
): Promise<Page> {
  if ("all" in scope) return readPage(tx, start, head);
  const seqs = await findSeqs(tx, scope, start.seq, head);
  const to = seqs.length < PAGE_TRANSACTIONS ? head : seqs.at(-1)!;
  return readEvents(tx, scope, seqs, start, to);
}

async function findSeqs(
  tx: Tx,
  scope: { distributorId: number } | { supplierId: number },
  from: number,
  head: number,
): Promise<number[]> {
  const range = sql`seq >= ${from} and seq <= ${head}`;
  const limit = sql`order by seq limit ${PAGE_TRANSACTIONS}`;
  const found =
    "supplierId" in scope
      ? sql<{ seq: string }>`select seq from (
          (select seq from settlement where supplier_id = ${scope.supplierId} and ${range} ${limit})
          union
          (select distinct seq from accrual where supplier_id = ${scope.supplierId} and ${range} ${limit})
          union
          (select distinct seq from payout_step where supplier_id = ${scope.supplierId} and ${range} ${limit})
        ) found ${limit}`
      : sql<{ seq: string }>`select seq from (
          (select p.seq
             from distributor d
             join settings on d.id = ${scope.distributorId}
             join account a on a.asset = settlement_asset and a.name in (
               'liabilities:distributor:' || d.code || ':available',
               'liabilities:distributor:' || d.code || ':pending',
               'liabilities:distributor:' || d.code || ':withheld',
               'assets:receivable:distributor:' || d.code)
             cross join lateral (
               select distinct seq from posting
                where account_id = a.id and ${range} ${limit}) p)
          union
          (select distinct seq from tier_change where ${range} and (
             distributor_id = ${scope.distributorId} or ${scope.distributorId} = any(upline)) ${limit})
          union
          (select distinct seq from payout_step where distributor_id = ${scope.distributorId} and ${range} ${limit})
        ) found ${limit}`;
  const { rows } = await found.execute(tx.db);
  return rows.map((row) => Number(row.seq));
}

// As far as the tier changes go that one page has.
async function readEvents(
  tx: Tx,
  scope: Scope,
  seqs: readonly number[],
  start: Place,
  last: number,
): Promise<Page> {
  if (seqs.length === 0) return { to: { seq: last, n: WHOLE }, events: [] };
  const wanted = sql`${numbers(seqs)}::bigint[]`;
  const changes = await readTierChanges(tx, scope, wanted, start);
  const isFull = changes.length === PAGE_TIER_CHANGES;
  const to = isFull ? placeOf(changes.at(-1)!) : { seq: last, n: WHOLE };
  const events = [
    ...(await readSettlements(tx, wanted)),
    ...(await readEarnings(tx, wanted)),
    ...changes,
    ...(await readAccruals(tx, wanted)),
    ...(await readAlerts(tx, wanted)),
    ...(await readPayouts(tx, wanted)),
  ];
  const all = events.sort(inOrder);
  return { to, events: isFull ? all.filter((event) => inOrder(event, to) <= 0) : all };
}

function placeOf({ seq, n }: Place): Place {
  return { seq, n };
}

function inOrder(a: Place, b: Place): number {
  return a.seq - b.seq || a.n - b.n;
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
