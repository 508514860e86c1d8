// The only writer of the ledger: stores the entries of a commit and its seal in a few set-based
// inserts.
import { sql } from "kysely";
import type { Network, Tx } from "../database/database.ts";
import { lockLane } from "../database/lock.ts";
import { bytes, numbers, texts } from "../database/unnest.ts";
import { formatInstant } from "../kernel/time.ts";
import { Book, type Head, type Posted, readHead } from "./book.ts";
import { sealHash } from "./chain.ts";
import { CoverageMeter, insertCoverage } from "./coverage.ts";
import { storeTotals } from "./store-totals.ts";

/** The channel that notifies the followers of the ledger of each commit: `<schema> <last seq>`. */
export const WAKE_CHANNEL = "tributary";

/**
 * Makes one commit under the network's lock: `work` reads what it needs, appends to the book and
 * stores its own tables; then the entries, the seal and the notification are stored. After a
 * deadlock `work` is called again. `remembered` is a book that may still be at the head.
 */
export async function commit<T>(
  network: Network,
  work: (book: Book, tx: Tx) => Promise<T>,
  remembered?: () => Book | undefined,
): Promise<T> {
  return network.write(async (tx) => {
    await lockLane(network, tx);
    const head = await readHead(tx);
    const known = remembered?.();
    const book = known?.isAt(head) ? known : new Book(head, network.settings.zone, network.actor);
    const result = await work(book, tx);
    await store(network, tx, head, book.drain());
    return result;
  });
}

async function store(network: Network, tx: Tx, head: Head, posted: Posted[]): Promise<void> {
  const last = posted.at(-1);
  if (last === undefined) return;
  const recordedAt = await readClock(tx, head);
  await storeAccounts(tx, head, posted);
  await storeTransactions(tx, posted, recordedAt);
  await storePostings(tx, posted);
  await storeTotals(tx, posted);
  const seal = sealHash(head.seal, posted[0]!.seq, last.seq, recordedAt, last.hash);
  const meter = new CoverageMeter(head.coverage, network.settings.asset.code);
  for (const one of posted) meter.apply(one);
  await sql`with ${insertCoverage(last.seq, meter)}
    insert into seal (last_seq, first_seq, recorded_at, hash)
    values (${last.seq}, ${posted[0]!.seq}, ${formatInstant(recordedAt)}, decode(${seal}, 'hex'))`.execute(
    tx.db,
  );
  await sql`select pg_notify(${WAKE_CHANNEL}, ${`${network.schema} ${last.seq}`})`.execute(tx.db);
}

// Reads the time after the network's lock is taken; it is never before the previous commit's time
// (docs/rules.md §7).
async function readClock(tx: Tx, head: Head): Promise<number> {
  const { rows } = await sql<{ now: string }>`
    select floor(extract(epoch from clock_timestamp()) * 1000) as now`.execute(tx.db);
  return Math.max(Number(rows[0]!.now), head.recordedAt);
}

async function storeAccounts(tx: Tx, head: Head, posted: Posted[]): Promise<void> {
  const fresh = new Set(
    posted
      .flatMap(({ postings }) => postings.map(({ holder }) => holder))
      .filter((a) => a.id === null),
  );
  if (fresh.size === 0) return;
  const accounts = [...fresh];
  let id = head.lastAccountId;
  for (const account of accounts) {
    id += 1;
    account.id = id;
  }
  await sql`insert into account (id, name, asset)
    select * from unnest(${numbers(accounts.map((a) => a.id))}::int[],
      ${texts(accounts.map((a) => a.name))}::text[],
      ${texts(accounts.map((a) => a.asset))}::text[])`.execute(tx.db);
}

async function storeTransactions(tx: Tx, posted: Posted[], recordedAt: number): Promise<void> {
  await sql`insert into ledger_transaction
      (seq, kind, ref, occurred_at, accounting_date, recorded_at, cause, posting_count, hash)
    select seq, kind, ref, occurred_at, accounting_date, ${formatInstant(recordedAt)}::timestamptz,
           cause, posting_count, hash
      from unnest(${numbers(posted.map((t) => t.seq))}::bigint[],
        ${texts(posted.map((t) => t.kind))}::text[],
        ${texts(posted.map((t) => t.ref))}::text[],
        ${texts(posted.map((t) => formatInstant(t.occurredAt)))}::timestamptz[],
        ${texts(posted.map((t) => t.accountingDate))}::date[],
        ${texts(posted.map((t) => t.cause))}::text[],
        ${numbers(posted.map((t) => t.postings.length))}::smallint[],
        ${bytes(posted.map((t) => Buffer.from(t.hash, "hex")))}::bytea[])
        as t (seq, kind, ref, occurred_at, accounting_date, cause, posting_count, hash)`.execute(
    tx.db,
  );
}

async function storePostings(tx: Tx, posted: Posted[]): Promise<void> {
  const rows = posted.flatMap(({ postings }) => postings);
  if (rows.length === 0) return;
  const seqs = posted.flatMap(({ seq, postings }) => postings.map(() => seq));
  await sql`insert into posting (seq, line, account_id, asset, amount, balance)
    select * from unnest(${numbers(seqs)}::bigint[],
      ${numbers(rows.map((p) => p.line))}::smallint[],
      ${numbers(rows.map((p) => p.holder.id))}::int[],
      ${texts(rows.map((p) => p.asset))}::text[],
      ${numbers(rows.map((p) => p.amountMinor))}::bigint[],
      ${numbers(rows.map((p) => p.balanceMinor))}::bigint[])`.execute(tx.db);
}
