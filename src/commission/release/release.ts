// Releases pending shares (T+N): shares due by an instant become available
// (docs/rules.md §3).

import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { numbers, texts } from "../../database/unnest.ts";
import { formatInstant } from "../../kernel/time.ts";
import type { Book } from "../../ledger/book.ts";
import { accounts } from "../../ledger/chart/chart.ts";
import { distributorAccounts, type Earner } from "../../ledger/entry-draft.ts";
import { commit } from "../../ledger/post.ts";
import { releaseLegs } from "../engine/release.ts";
import { RELEASE } from "./kinds.ts";

/** Most releases of one commit; the next commits take the rest. */
const MAX_RELEASES = 2_000;

interface Due extends Earner {
  readonly id: number;
  readonly dueAt: number;
  readonly amountMinor: bigint;
}

/**
 * Releases all shares due at or before `until`: one transaction for each distributor and due
 * moment, which occurs at that moment. Debts are paid first, and withheld earnings stay withheld.
 * Repeating the call changes nothing. Returns the number of releases.
 */
export async function release(network: Network, until: number): Promise<number> {
  let released = 0;
  // Checks first without the network's lock, so that a check that finds nothing does not take it.
  while ((await network.read((tx) => findDue(tx, until))).length > 0) {
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

async function findDue(tx: Tx, until: number): Promise<Due[]> {
  const { rows } = await sql<Earner & { id: number; due_at: string; amount: string }>`
    select d.id, d.code, d.is_withheld as "isWithheld", extract(epoch from p.due_at) * 1000 as due_at, p.amount
      from pending p join distributor d on d.id = p.distributor_id
     where p.due_at <= ${formatInstant(until)}::timestamptz
     order by p.due_at, d.id limit ${MAX_RELEASES}`.execute(tx.db);
  return rows.map(({ due_at, amount, ...row }) => {
    return { ...row, dueAt: Number(due_at), amountMinor: BigInt(amount) };
  });
}

async function storeReleases(tx: Tx, due: readonly Due[], seqs: readonly number[]): Promise<void> {
  const ids = numbers(due.map(({ id }) => id));
  const times = texts(due.map(({ dueAt }) => formatInstant(dueAt)));
  await sql`insert into release (seq, distributor_id, due_at, amount)
    select * from unnest(${numbers(seqs)}::bigint[], ${ids}::int[], ${times}::timestamptz[],
      ${numbers(due.map(({ amountMinor }) => amountMinor))}::bigint[])`.execute(tx.db);
  await sql`delete from pending p using unnest(${ids}::int[], ${times}::timestamptz[]) as r (id, due_at)
    where p.distributor_id = r.id and p.due_at = r.due_at`.execute(tx.db);
}
