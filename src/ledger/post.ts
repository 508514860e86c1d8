// The only writer of the ledger: stores the entries of a commit and its seal in a few set-based
// inserts.
import { sql } from "kysely";
import { CopiedRows } from "../database/copy.ts";
import type { Network, Sender, Tx } from "../database/database.ts";
import { lockLane } from "../database/lock.ts";
import { formatInstant } from "../kernel/time.ts";
import { type Account, Book, type Head, type Posted, readHead } from "./book.ts";
import { sealHash } from "./chain.ts";
import { CoverageMeter, insertCoverage } from "./coverage.ts";
import { Totals } from "./store-totals.ts";

/** The channel that notifies the followers of the ledger of each commit: `<schema> <last seq>`. */
export const WAKE_CHANNEL = "tributary";

/** What a writer that makes many commits keeps from one to the next. */
export interface Recollection {
  /** A book that may still be at the head. */
  readonly book: Book;
  /**
   * Called before the lock is taken, to read ahead and to append what follows then; it is in vain if
   * the book turns out not to have been at the head. The lock is taken when it resolves.
   */
  ahead(tx: Tx): Promise<void>;
  /** Called under the lock if the book is not at the head: whether it could be brought there. */
  catchUp(tx: Tx, head: Head): Promise<boolean>;
}

/**
 * Makes one commit under the network's lock: `work` reads what it needs, appends to the book and
 * stores its own tables; then the entries, the seal and the notification are stored. After a
 * deadlock `work` is called again.
 */
export async function commit<T>(
  network: Network,
  work: (book: Book, tx: Tx, entries: EntryWriter) => Promise<T>,
  recall?: () => Recollection | undefined,
): Promise<T> {
  return network.write((tx) => commitIn(network, tx, work, recall), recall && "LANE");
}

/**
 * The same at the end of a transaction that has done what takes long already (`writeBeside`). Orders
 * may have been settled meanwhile, and everything else that needs only the lane may have changed.
 */
export async function commitIn<T>(
  network: Network,
  tx: Tx,
  work: (book: Book, tx: Tx, entries: EntryWriter) => Promise<T>,
  recall?: () => Recollection | undefined,
): Promise<T> {
  const recalled = recall?.();
  const place = recalled?.book.place;
  await recalled?.ahead(tx);
  lockLane(network, tx);
  const head = await readHead(tx);
  const isAtHead = place?.seq === head.seq && place.hash === head.hash;
  const known = isAtHead || (await recalled?.catchUp(tx, head)) ? recalled?.book : undefined;
  const book = known ?? new Book(head, network.settings.zone, network.actor);
  const entries = new EntryWriter(network, head, book);
  const result = await work(book, tx, entries);
  entries.store(tx);
  entries.seal(tx);
  return result;
}

/** Writes the entries of one commit; a long commit stores them in parts. */
export class EntryWriter {
  readonly #network: Network;
  readonly #head: Head;
  readonly #book: Book;
  readonly #totals = new Totals();
  readonly #meter: CoverageMeter;
  readonly #startedMs = performance.now();
  #recordedAt: number | undefined;
  #lastAccountId: number;
  #last: Posted | undefined;

  constructor(network: Network, head: Head, book: Book) {
    this.#network = network;
    this.#head = head;
    this.#book = book;
    this.#meter = new CoverageMeter(head.coverage, network.settings.asset.code);
    this.#lastAccountId = head.lastAccountId;
  }

  /** Stores the entries that were appended to the book since the last call. */
  store(out: Sender): void {
    const posted = this.#book.drain();
    if (posted.length === 0) return;
    this.#recordedAt ??= this.#now();
    this.#storeAccounts(out, posted);
    storeTransactions(out, posted, this.#recordedAt);
    storePostings(out, posted);
    this.#totals.add(posted);
    for (const one of posted) this.#meter.apply(one);
    this.#last = posted.at(-1);
  }

  /** The time of the commit; known once it has stored an entry. */
  get recordedAt(): number {
    return this.#recordedAt!;
  }

  /** Ends the commit: stores the totals, the coverage and the seal, and wakes the followers of the ledger. */
  seal(out: Sender): void {
    if (this.#last === undefined) return;
    const { seq, hash } = this.#last;
    const firstSeq = this.#head.seq + 1;
    const recordedAt = this.#recordedAt!;
    this.#totals.store(out);
    const seal = sealHash(this.#head.seal, firstSeq, seq, recordedAt, hash);
    out.send(sql`with ${insertCoverage(seq, this.#meter)}, sealed as (
        insert into seal (last_seq, first_seq, recorded_at, hash)
        values (${seq}, ${firstSeq}, ${formatInstant(recordedAt)}, decode(${seal}, 'hex')))
      select pg_notify(${WAKE_CHANNEL}, ${`${this.#network.schema} ${seq}`})`);
  }

  // The database's time, after the network's lock was taken; it is never before the previous
  // commit's time (docs/rules.md §7).
  #now(): number {
    const passedMs = performance.now() - this.#startedMs;
    return Math.max(Math.floor(this.#head.readAt + passedMs), this.#head.recordedAt);
  }

  #storeAccounts(out: Sender, posted: readonly Posted[]): void {
    const fresh: Account[] = [];
    for (const { postings } of posted) {
      for (const { holder } of postings) {
        if (holder.id !== null) continue;
        this.#lastAccountId += 1;
        holder.id = this.#lastAccountId;
        fresh.push(holder);
      }
    }
    if (fresh.length === 0) return;
    const rows = new CopiedRows("account", ["id", "name", "asset"]);
    for (const { id, name, asset } of fresh) rows.begin().int4(id).text(name).text(asset);
    out.copy(rows);
  }
}

function storeTransactions(out: Sender, posted: readonly Posted[], recordedAt: number): void {
  const rows = new CopiedRows("ledger_transaction", [
    "seq",
    "kind",
    "ref",
    "occurred_at",
    "accounting_date",
    "recorded_at",
    "cause",
    "posting_count",
    "hash",
  ]);
  for (const one of posted) {
    rows.begin().int8(BigInt(one.seq)).text(one.kind).text(one.ref);
    rows.timestamptz(one.occurredAt).date(one.accountingDate).timestamptz(recordedAt);
    rows.text(one.cause).int2(one.postings.length).bytes(Buffer.from(one.hash, "hex"));
  }
  out.copy(rows);
}

function storePostings(out: Sender, posted: readonly Posted[]): void {
  const columns = ["seq", "line", "account_id", "asset", "amount", "balance"] as const;
  const rows = new CopiedRows("posting", columns);
  for (const { seq, postings } of posted) {
    const inSeq = BigInt(seq);
    for (const { line, holder, asset, amountMinor, balanceMinor } of postings) {
      rows.begin().int8(inSeq).int2(line).int4(holder.id).text(asset);
      rows.int8(amountMinor).int8(balanceMinor);
    }
  }
  if (rows.count > 0) out.copy(rows);
}
