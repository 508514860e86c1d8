// Verifies a whole network: the ledger itself, and what each feature has derived from it.
import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { readHead } from "../../ledger/book.ts";
import { GENESIS } from "../../ledger/chain.ts";
import { readBook } from "../../ledger/read-book.ts";
import { BookCheck } from "../../ledger/verify.ts";
import { CoverageCheck } from "../../ledger/verify-coverage.ts";
import { verifyCloses, verifyTotals } from "../../ledger/verify-totals.ts";
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
  /** Called with the number of transactions read, and the total. */
  readonly onProgress?: Progress | undefined;
}

export interface Verified {
  /** The head of the ledger; note it to check a later ledger against it. */
  readonly head: WrittenHead;
  readonly transactions: number;
  readonly postings: number;
  /** What the features counted, by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly mismatches: readonly string[];
}

/**
 * Recomputes everything that follows from the postings and orders, in one snapshot
 * (docs/rules.md §7).
 */
export function verifyNetwork(
  network: Network,
  verifiers: readonly Verifier[],
  { earlier, onProgress = () => {} }: VerifyOptions = {},
): Promise<Verified> {
  return network.read(async (tx) => {
    const book = new BookCheck(network.settings.zone);
    const verification = { network, tx, book };
    const checks = [coverageCheck, ...verifiers, totals].map((one) => one(verification));
    const beside = await startBeside(network, tx, checks);
    const { seq: last } = await readHead(tx);
    for (const check of checks) await check.start?.();
    let head: WrittenHead = { seq: 0, hash: GENESIS };
    let passed = earlier === undefined || isSame(earlier, head);
    for await (const transaction of readBook(tx, book.accounts)) {
      for (const check of checks) check.before?.(transaction);
      book.check(transaction);
      head = { seq: transaction.seq, hash: transaction.hash };
      passed ||= isSame(earlier!, head);
      if (head.seq % PROGRESS_EVERY === 0) onProgress(head.seq, last);
      for (const check of checks) {
        // Mostly there is nothing to wait for, and waiting for nothing takes time too.
        const waits = check.take?.(transaction);
        if (waits !== undefined) await waits;
      }
    }
    await book.finish(tx);
    const found = passed
      ? []
      : [`the ledger does not contain the head ${earlier!.seq} ${earlier!.hash}`];
    found.push(...book.mismatches);
    for (const check of checks) found.push(...((await check.finish?.()) ?? []));
    found.push(...(await beside.found));
    const more = found.length > MAX_TOLD ? [`and ${found.length - MAX_TOLD} more mismatches`] : [];
    return {
      head,
      transactions: book.transactions,
      postings: book.postings,
      counts: Object.assign({}, ...checks.map((check) => check.counts?.())),
      mismatches: [...found.slice(0, MAX_TOLD), ...more],
    };
  }, true);
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

const coverageCheck: Verifier = ({ network, tx }) => {
  const coverage = new CoverageCheck(tx, network.settings.asset.code);
  return {
    take: (transaction) => coverage.check(transaction),
    finish: async () => {
      await coverage.finish();
      return coverage.mismatches;
    },
  };
};

const totals = besideTheBook(async (tx) => [
  ...(await verifyTotals(tx)),
  ...(await verifyCloses(tx)),
]);

function isSame(one: WrittenHead, other: WrittenHead): boolean {
  return one.seq === other.seq && one.hash === other.hash;
}
