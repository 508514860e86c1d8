// Replays a network's journal: as it was, or with drafts in force for a while.

import type { Supplier } from "../../commission/engine/supplier.ts";
import type { Network, Tx } from "../../database/database.ts";
import { ReplayDocuments } from "./documents.ts";
import type { Drafts } from "./drafts.ts";
import type { JournalEntry, Range } from "./entry.ts";
import { ReplayFold, type Step } from "./fold.ts";
import { PAGE, readJournal } from "./journal.ts";
import { ReplayMembers } from "./members.ts";
import { ReplayProgrammes } from "./programmes.ts";
import { ReplayState } from "./state.ts";

/** Steps that are taken at once: whoever goes through them can let others have their turn between. */
const SLICE = 50;

export interface ReplayOptions {
  readonly drafts: Drafts;
  /** When the drafts are in force, by the orders' `occurredAt`; of these orders the shares are read. */
  readonly range: Range;
  /** The sequence number of the last entry that is replayed. */
  readonly last: number;
  /** Entries of a page; what a replay gives does not depend on it. */
  readonly size?: number;
}

/** A replay that can be gone through once. */
export interface Replaying {
  /** Every step of the journal in order, a few at a time. */
  steps(): AsyncGenerator<Step[]>;
  /** A supplier with what the replay has sold of it so far. */
  supplier(code: string): Supplier;
}

/**
 * Balances, tiers, volumes and debts are those of the replay itself; parents, statuses, what is
 * withheld, products and prices those that were. Without drafts every step is exactly what the books have.
 */
export async function openReplay(
  network: Network,
  tx: Tx,
  { drafts, range, last, size = PAGE }: ReplayOptions,
): Promise<Replaying> {
  const programmes = await ReplayProgrammes.open(tx, network.settings.asset);
  const members = new ReplayMembers();
  const state = new ReplayState(network.settings, members, programmes);
  const documents = await ReplayDocuments.open(network, tx, drafts, range);
  const fold = new ReplayFold(state, members, documents, programmes);
  const steps = async function* () {
    let seq = 0;
    for await (const page of readJournal(tx, range, last, size)) {
      await loadMembers(tx, members, page, documents.tiers, seq);
      for (let from = 0; from < page.length; from += SLICE) {
        yield page.slice(from, from + SLICE).map((entry) => fold.take(entry));
      }
      seq = page.at(-1)!.seq;
    }
  };
  return { steps, supplier: (code) => state.supplier(code) };
}

/** Everyone whom a page concerns; closes concern all who joined with a tier that can be lost. */
async function loadMembers(
  tx: Tx,
  members: ReplayMembers,
  page: readonly JournalEntry[],
  tiers: readonly string[],
  seq: number,
): Promise<void> {
  const ids = page.flatMap(({ sale, tier, withholding }) => [
    ...(sale === undefined ? [] : [sale.sellerId, ...sale.upline]),
    ...(tier === undefined ? [] : [tier.id]),
    ...(withholding === undefined ? [] : [withholding.id]),
  ]);
  await members.load(tx, ids, seq);
  const count = Math.max(0, ...page.map(({ close }) => close?.distributors ?? 0));
  if (count > 0) await members.loadJoined(tx, count, tiers, seq);
}
