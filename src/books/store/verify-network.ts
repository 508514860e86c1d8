// Verifies a whole network: the ledger itself, and what each feature has derived from it.
import type { Network, Tx } from "../../database/database.ts";
import { readHead } from "../../ledger/book.ts";
import { GENESIS } from "../../ledger/chain.ts";
import { BookCheck, readBook } from "../../ledger/verify.ts";
import { CoverageCheck } from "../../ledger/verify-coverage.ts";
import { verifyCloses, verifyTotals } from "../../ledger/verify-totals.ts";
import type { Progress } from "../../platform/files/lines.ts";
import type { Check, Verifier } from "../../platform/verifier.ts";

/** Mismatches that are told one by one; the rest is counted. */
const MAX_TOLD = 1_000;
/** Transactions between two reports of progress. */
const PROGRESS_EVERY = 5_000;

/** Where a book ended, as it was written down. */
export interface WrittenHead {
  readonly seq: number;
  readonly hash: string;
}

export interface VerifyOptions {
  /** A head of an earlier day that the book must still go through. */
  readonly earlier?: WrittenHead | undefined;
  /** Told how many transactions were read, of how many. */
  readonly onProgress?: Progress | undefined;
}

export interface Verified {
  /** Where the book ends: written down, a later book can be checked against it. */
  readonly head: WrittenHead;
  readonly transactions: number;
  readonly postings: number;
  /** What the features counted, by name. */
  readonly counts: Readonly<Record<string, number>>;
  readonly mismatches: readonly string[];
}

/**
 * Recomputes everything that follows from the postings and orders, at one moment
 * (docs/rules.md §7).
 */
export function verifyNetwork(
  network: Network,
  verifiers: readonly Verifier[],
  { earlier, onProgress = () => {} }: VerifyOptions = {},
): Promise<Verified> {
  return network.read(async (tx) => {
    const book = new BookCheck(network.settings.zone);
    const coverage = coverageCheck(network, tx);
    const checks = [coverage, ...verifiers.map((verifier) => verifier({ network, tx, book }))];
    const { seq: last } = await readHead(tx);
    let head: WrittenHead = { seq: 0, hash: GENESIS };
    let passed = earlier === undefined || isSame(earlier, head);
    for await (const transaction of readBook(tx)) {
      for (const check of checks) check.before?.(transaction);
      book.check(transaction);
      head = { seq: transaction.seq, hash: transaction.hash };
      passed ||= isSame(earlier!, head);
      if (head.seq % PROGRESS_EVERY === 0) onProgress(head.seq, last);
      for (const check of checks) await check.take?.(transaction);
    }
    await book.finish(tx);
    const found = passed ? [] : [`the book does not go through ${earlier!.seq} ${earlier!.hash}`];
    found.push(...book.mismatches);
    for (const check of checks) found.push(...(await check.finish()));
    found.push(...(await verifyTotals(tx)), ...(await verifyCloses(tx)));
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

function coverageCheck(network: Network, tx: Tx): Check {
  const coverage = new CoverageCheck(tx, network.settings.asset.code);
  return {
    take: (transaction) => coverage.check(transaction),
    finish: async () => {
      await coverage.finish();
      return coverage.mismatches;
    },
  };
}

function isSame(one: WrittenHead, other: WrittenHead): boolean {
  return one.seq === other.seq && one.hash === other.hash;
}
