// Releases pending shares (T+N): shares due by an instant become available (docs/rules.md §3).

import type { Network, Tx } from "../../database/database.ts";
import { formatInstant } from "../../kernel/time.ts";
import type { Book } from "../../ledger/book.ts";
import { accounts } from "../../ledger/chart/chart.ts";
import { distributorAccounts } from "../../ledger/entry-draft.ts";
import { commit } from "../../ledger/post.ts";
import { releaseLegs } from "../engine/release.ts";
import { findDue, storeReleases } from "../orders/index.ts";
import { RELEASE } from "./kinds.ts";

/**
 * Releases all shares due at or before `until`: one transaction for each distributor and due
 * moment, which occurs at that moment. Debts are paid first, and withheld earnings stay withheld.
 * Repeating the call changes nothing. Once `signal` is aborted, the rest is left to the next call.
 * Returns the number of releases.
 */
export async function release(
  network: Network,
  until: number,
  signal?: AbortSignal,
): Promise<number> {
  let released = 0;
  // Checks first without the network's lock, so that a check that finds nothing does not take it.
  while (!signal?.aborted && (await network.read((tx) => findDue(tx, until))).length > 0) {
    released += await commit(network, (book, tx) => releaseSome(network, book, tx, until));
  }
  return released;
}

async function releaseSome(network: Network, book: Book, tx: Tx, until: number): Promise<number> {
  const { asset } = network.settings;
  const due = await findDue(tx, until);
  if (due.length === 0) return 0;
  await book.load(
    tx,
    asset.code,
    due.flatMap(({ code }) => accountsOf(code)),
  );
  const state = { asset, balance: (account: string) => book.balance(asset.code, account) };
  const seqs = due.map(({ code, isWithheld, dueAt, amountMinor }) => {
    const legs = releaseLegs(state, { code, isWithheld }, amountMinor);
    const cause = JSON.stringify({ distributor: code, dueAt: formatInstant(dueAt) });
    return book.append({ kind: RELEASE, ref: null, occurredAt: dueAt, cause, legs }).seq;
  });
  await storeReleases(tx, due, seqs);
  return due.length;
}

function accountsOf(code: string): string[] {
  return [accounts.pending(code), ...Object.values(distributorAccounts(code))];
}
