// How a feature declares a kind of event: how it is read off the book, and who sees it.
import type { RawBuilder } from "kysely";
import type { Tx } from "../../database/database.ts";
import type { FeedEvent, Place } from "./event.ts";
import type { PartyScope, Scope } from "./scope.ts";

export interface EventKind<Fact extends FeedEvent = FeedEvent> {
  /** Its name in the API's `EventKind` enum. */
  readonly kind: Fact["kind"];
  /** Whether a party sees it; a scope of the whole network sees every event. */
  sees(scope: PartyScope, fact: Fact): boolean;
  /** The events of the transactions wanted, in any order. */
  read(tx: Tx, wanted: Wanted): Promise<Fact[]>;
  /**
   * The sequence numbers, found by index, of transactions in which the party has such an event: a
   * `select seq …` bounded by `range` and `limit`. Undefined for a party that never has one.
   */
  findSeqs?(scope: PartyScope, bounds: SeqBounds): RawBuilder<unknown> | undefined;
  /**
   * For a kind of which one transaction may have any number: they are numbered from `first` on,
   * behind every other event, and `read` gives at most `size` of them from `wanted.start` on.
   */
  readonly pages?: { readonly first: number; readonly size: number };
}

export interface Wanted {
  /** An array of bigint for `= any(…)`. */
  readonly seqs: RawBuilder<unknown>;
  readonly scope: Scope;
  readonly start: Place;
}

/** Conditions on the column `seq` for a query that finds sequence numbers. */
export interface SeqBounds {
  readonly range: RawBuilder<unknown>;
  readonly limit: RawBuilder<unknown>;
}
