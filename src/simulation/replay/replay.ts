// Replays a network's journal, unchanged or with drafts in force during a range.

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

/** Steps returned at once; between them the caller can let other work run. */
const SLICE = 50;

export interface ReplayOptions {
  readonly drafts: Drafts;
  /**
   * When the drafts are in force, by the orders' `occurredAt`; only these orders' shares are read.
   */
  readonly range: Range;
  /** The sequence number of the last replayed entry. */
  readonly last: number;
  /** Entries of one page; it does not change the result. */
  readonly size?: number;
}

/** A replay; its steps can be read once. */
export interface Replaying {
  /** All steps of the journal in order, a few at a time. */
  steps(): AsyncGenerator<Step[]>;
  /** A supplier with its replayed sales so far. */
  supplier(code: string): Supplier;
}

/**
 * The replay computes balances, tiers, volumes and debts; parents, statuses, withholdings, products
 * and prices are the historical ones. Without drafts every step equals the booked entry.
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
        yield page.slice(from, from + SLICE).map((entry) => fold.apply(entry));
      }
      seq = page.at(-1)!.seq;
    }
  };
  return { steps, supplier: (code) => state.supplier(code) };
}

/** Loads all members of a page; a close needs all who joined with a tier that can be lost. */
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
