// Verifies a whole network: the ledger itself, and what each feature has derived from it.
import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { readHead } from "../../ledger/book.ts";
import { GENESIS } from "../../ledger/chain.ts";
import { readBook, readEarlier } from "../../ledger/read-book.ts";
import { BEGINNING, getSealedAt, type NamedSeal, sealText } from "../../ledger/seals.ts";
import { BookCheck, RECALLED } from "../../ledger/verify.ts";
import { CoverageCheck } from "../../ledger/verify-coverage.ts";
import { verifyCloses, verifyClosings, verifyTotals } from "../../ledger/verify-totals.ts";
import type { Progress } from "../../platform/files/lines.ts";
import { besideTheBook, type Check, type Verifier } from "../../platform/verifier.ts";

/** At most this many mismatches are listed; the rest are counted. */
const MAX_TOLD = 1_000;
/** Transactions between two reports of progress. */
const PROGRESS_EVERY = 5_000;

/** The head of a ledger that was noted earlier. */
export interface WrittenHead {
  readonly seq: number;
  readonly hash: string;
}

export interface VerifyOptions {
  /** An earlier head that the ledger must still contain. */
  readonly earlier?: WrittenHead | undefined;
  /** Only what was recorded behind this seal is verified. */
  readonly since?: NamedSeal | undefined;
  /** Called with the number of transactions read, and the total. */
  readonly onProgress?: Progress | undefined;
}

export interface Verified {
  /** The head of the ledger; note it to check a later ledger against it. */
  readonly head: WrittenHead;
  /** The last seal, for `since` of the next verification. */
  readonly seal: string;
  /** The seal behind which it began, and what it therefore left out; undefined for the whole book. */
  readonly since?: string;
  readonly leftOut?: readonly string[];
  readonly transactions: number;
  readonly postings: number;
  /** What the features counted, by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly mismatches: readonly string[];
}

/**
 * Recomputes everything that follows from the postings and orders, in one snapshot
 * (docs/rules.md §7); or, `since` a seal, what was recorded behind it.
 */
export function verifyNetwork(
  network: Network,
  verifiers: readonly Verifier[],
  { earlier, since: named, onProgress = () => {} }: VerifyOptions = {},
): Promise<Verified> {
  return network.read(async (tx) => {
    const begin = named === undefined ? BEGINNING : await getSealedAt(tx, named);
    const since = begin.last;
    const book = new BookCheck(network.settings.zone, begin);
    const verification = { network, tx, book, since };
    const checks = [coverageCheck, ...verifiers, totals].map((one) => one(verification));
    const beside = await startBeside(network, tx, checks);
    await prepare(tx, book, checks, since);
    const { seq: last } = await readHead(tx);
    for (const check of checks) await check.start?.();
    for await (const transaction of readBook(tx, book.accounts, since)) {
      for (const check of checks) check.before?.(transaction);
      book.check(transaction);
      const { seq } = transaction;
      if (seq % PROGRESS_EVERY === 0) onProgress(seq - since, last - since);
      for (const check of checks) {
        // Mostly there is nothing to wait for, and waiting for nothing takes time too.
        const waits = check.take?.(transaction);
        if (waits !== undefined) await waits;
      }
    }
    await book.finish(tx);
    const found = await findHead(tx, earlier);
    found.push(...book.mismatches);
    for (const check of checks) found.push(...((await check.finish?.()) ?? []));
    found.push(...(await beside.found));
    const more = found.length > MAX_TOLD ? [`and ${found.length - MAX_TOLD} more mismatches`] : [];
    return {
      head: book.head,
      seal: sealText(book.seal),
      ...(since === 0 ? {} : { since: sealText(begin), leftOut: leftOut(since, checks) }),
      transactions: book.transactions,
      postings: book.postings,
      counts: Object.assign({}, ...checks.map((check) => check.counts?.())),
      mismatches: [...found.slice(0, MAX_TOLD), ...more],
    };
  }, true);
}

// Reads what the book and the checks must know of the transactions up to `since`.
async function prepare(
  tx: Tx,
  book: BookCheck,
  checks: readonly Check[],
  since: number,
): Promise<void> {
  const names: string[] = [];
  if (since > 0) for (const check of checks) names.push(...((await check.accounts?.()) ?? []));
  await book.accounts.load(tx, since, names);
  if (since === 0) return;
  const kinds = [...RECALLED, ...checks.flatMap(({ recalls = [] }) => recalls)];
  for await (const transaction of readEarlier(tx, book.accounts, since, kinds)) {
    book.recall(transaction);
    for (const check of checks) check.recall?.(transaction);
  }
}

function leftOut(since: number, checks: readonly Check[]): string[] {
  const before = `what was recorded up to transaction ${since}`;
  return [before, ...checks.flatMap(({ leavesOut }) => leavesOut ?? [])];
}

// A head that was written down must be the hash of that transaction.
async function findHead(tx: Tx, earlier: WrittenHead | undefined): Promise<string[]> {
  if (earlier === undefined) return [];
  const { seq, hash } = earlier;
  const { rows } = await sql<Row<"ledger_transaction", "seq">>`
    select seq from ledger_transaction
     where seq = ${seq} and hash = decode(${hash}, 'hex')`.execute(tx.db);
  const isThere = rows.length > 0 || (seq === 0 && hash === GENESIS);
  return isThere ? [] : [`the ledger does not contain the head ${seq} ${hash}`];
}

// Begins the checks of what is stored on a connection of its own, which sees what `tx` sees.
async function startBeside(
  network: Network,
  tx: Tx,
  checks: readonly Check[],
): Promise<{ readonly found: Promise<string[]> }> {
  const { rows } = await sql<{ id: string }>`select pg_export_snapshot() as id`.execute(tx.db);
  const found = network.read(async (beside) => {
    await sql`set transaction snapshot ${sql.lit(rows[0]!.id)}`.execute(beside.db);
    const mismatches: string[] = [];
    for (const check of checks) mismatches.push(...((await check.beside?.(beside)) ?? []));
    return mismatches;
  }, true);
  // Its error is thrown where it is awaited.
  found.catch(() => {});
  return { found };
}

const coverageCheck: Verifier = ({ network, tx, since }) => {
  const coverage = new CoverageCheck(tx, network.settings.asset.code, since);
  return {
    start: () => coverage.start(),
    take: (transaction) => coverage.check(transaction),
    finish: async () => {
      await coverage.finish();
      return coverage.mismatches;
    },
  };
};

const totals = besideTheBook(async (tx, since) => {
  const sums = since === 0 ? [...(await verifyTotals(tx)), ...(await verifyCloses(tx))] : [];
  return [...sums, ...(await verifyClosings(tx, since))];
}, "the totals of days, months and closed months");
