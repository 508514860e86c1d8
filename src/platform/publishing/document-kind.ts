// Defines a kind of versioned document (plan, ladder, payout terms): what publishing needs to know
// about it.
import type { Network, Tx } from "../../database/database.ts";
import { formatInstant, parseInstant } from "../../kernel/time.ts";
import type { TransactionKind } from "../../ledger/kind.ts";
import { latestOrderAt } from "../../ledger/transactions.ts";
import type { DatedTable } from "./standing.ts";

export interface Dated {
  readonly effectiveFrom: string;
}

/** A document as received: not validated yet, with an optional reason for accepting its risk. */
export interface Sent {
  readonly document: unknown;
  readonly acknowledge?: string | null | undefined;
}

/** A valid document that may be published. */
export interface Draft<Document> {
  readonly document: Document;
  /** The reason for accepting the risk; it is published with the document. */
  readonly acknowledgement: string | null;
  /** Possible mistakes that do not prevent publishing. */
  readonly warnings: readonly string[];
}

/** The latest use of a document: the moment, and what used it. */
export interface Use {
  readonly at: number;
  readonly what: string;
}

/** A kind of documents that are published in versions. */
export interface DocumentKind<Document extends Dated> {
  readonly kind: TransactionKind;
  readonly withdrawal: TransactionKind;
  readonly table: DatedTable;
  /** Checks the form; throws `Refusals` with the path of each fault. */
  check(network: Network, tx: Tx, document: unknown): Promise<Document>;
  /** Checks the content of a valid document; throws `Refusals`. */
  draft(network: Network, tx: Tx, document: Document, sent: Sent): Promise<Draft<Document>>;
  /** Checks the document against the documents already published; throws `Refusals`. */
  assertFits(network: Network, tx: Tx, document: Document): Promise<void>;
  /** The latest moment at which a document of this kind was applied; undefined if never. */
  latestUse(tx: Tx): Promise<Use | undefined>;
  /** Checks that nothing else needs a version that is to be withdrawn; throws a `Refusal`. */
  assertUnneeded(network: Network, tx: Tx, version: number): Promise<void>;
  /** The differences between two documents, one line for each. */
  compare(before: Document, after: Document, network: Network): string[];
  /** The columns that only the table of this kind has. */
  columns(draft: Draft<Document>): Readonly<Record<string, string | null>>;
}

/** The document's effectiveFrom as the ledger stores it: in UTC. */
export function startOf({ effectiveFrom }: Dated): string {
  return formatInstant(parseInstant(effectiveFrom, "effectiveFrom"));
}

/** The latest order, which used the plan and the ladder in force at its time. */
export async function latestOrder(tx: Tx): Promise<Use | undefined> {
  const at = await latestOrderAt(tx);
  return at === undefined
    ? undefined
    : { at, what: `an order of ${formatInstant(at)} is already settled` };
}
