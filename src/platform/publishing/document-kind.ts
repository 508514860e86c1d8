// What a kind of documents is that are published in versions: plans, ladders, terms of payouts.
import type { Network, Tx } from "../../database/database.ts";
import { formatInstant, parseInstant } from "../../kernel/time.ts";
import { latestOrderAt } from "../../ledger/transactions.ts";
import type { DatedTable } from "./standing.ts";

export interface Dated {
  readonly effectiveFrom: string;
}

/** A document as it is sent: of any form, perhaps with the reason why its risk is taken. */
export interface Sent {
  readonly document: unknown;
  readonly acknowledge?: string | null | undefined;
}

/** A document that has its form, and may be published. */
export interface Draft<Document> {
  readonly document: Document;
  /** Why its risk is taken: a part of what is published. */
  readonly acknowledgement: string | null;
  /** What may be a mistake and is taken all the same. */
  readonly warnings: readonly string[];
}

/** What has been done by the documents that were in force at a moment. */
export interface Use {
  readonly at: number;
  readonly what: string;
}

/** A kind of documents that are published in versions. */
export interface DocumentKind<Document extends Dated> {
  readonly kind: "PLAN" | "LADDER" | "TERMS";
  readonly withdrawal: "PLAN_WITHDRAWAL" | "LADDER_WITHDRAWAL" | "TERMS_WITHDRAWAL";
  readonly table: DatedTable;
  /** Checks the form; throws `Refusals` with the path of each fault. */
  check(network: Network, tx: Tx, document: unknown): Promise<Document>;
  /** Checks what a document of that form may not do; throws `Refusals`. */
  draft(network: Network, tx: Tx, document: Document, sent: Sent): Promise<Draft<Document>>;
  /** Checks it against what is published already; throws `Refusals`. */
  assertFits(network: Network, tx: Tx, document: Document): Promise<void>;
  /** The latest moment that a document of the kind has been gone by; undefined before the first. */
  latestUse(tx: Tx): Promise<Use | undefined>;
  /** Checks that nothing else rests on a version that is to be withdrawn; throws a `Refusal`. */
  assertUnneeded(network: Network, tx: Tx, version: number): Promise<void>;
  /** What changes from one document to another, a line for each change. */
  compare(before: Document, after: Document, network: Network): string[];
  /** The columns of its table beside those that every kind has. */
  columns(draft: Draft<Document>): Readonly<Record<string, string | null>>;
}

/** The document's own start as the book has it: in UTC. */
export function startOf({ effectiveFrom }: Dated): string {
  return formatInstant(parseInstant(effectiveFrom, "effectiveFrom"));
}

/** The latest order, which went by the plan and the ladder of its time. */
export async function latestOrder(tx: Tx): Promise<Use | undefined> {
  const at = await latestOrderAt(tx);
  return at === undefined ? undefined : { at, what: `an order of ${formatInstant(at)} is settled` };
}
