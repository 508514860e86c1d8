// Defines a kind of versioned document: all that publishing needs to know about it.
import type { Network, Tx } from "../../database/database.ts";
import type { Book, Entry } from "../../ledger/book.ts";
import type { TransactionKind } from "../../ledger/kind.ts";
import type { Start } from "./start.ts";
import type { Version } from "./versions.ts";

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

/** A version, as requests and messages name it. */
export interface Named {
  /** Only for kinds whose documents have codes. */
  readonly code?: string | undefined;
  readonly version: number;
}

/** A version that is being published; for kinds with codes it also has an id. */
export interface Numbered extends Named {
  readonly id?: number;
}

/** The commit that a publication is a part of. */
export interface Commit {
  readonly network: Network;
  readonly book: Book;
  readonly tx: Tx;
}

/** The postings of a publication, and how its own tables are stored. */
export interface Posting {
  readonly legs: Entry["legs"];
  /** Called once the transaction has its number, and the version its row. */
  store(seq: number): Promise<void>;
}

/** A kind of documents that are published in versions. */
export interface DocumentKind<Document extends Dated = Dated> {
  /** Its name in messages and commands, and the name of its table. */
  readonly name: string;
  /** What its documents are: the help text of its commands. */
  readonly description: string;
  /** The transactions of its publications, and of their withdrawals. */
  readonly publication: TransactionKind;
  readonly withdrawal: TransactionKind;
  readonly start: Start;
  /**
   * The code of a document. The versions of a code are numbered separately; a later one starts later,
   * and is withdrawn first. Without codes the kind has one list of versions, which start in any order.
   */
  codeOf?(document: Document): string;
  /** The help text of the reason for accepting a risk; if present, its table stores that reason. */
  readonly acknowledges?: string;
  /** Checks the form; throws `Refusals` with the path of each fault. */
  check(network: Network, tx: Tx, document: unknown): Promise<Document>;
  /** Checks the content of a valid document; throws `Refusals`. */
  draft?(network: Network, tx: Tx, document: Document, sent: Sent): Promise<Draft<Document>>;
  /** Checks the document against the documents already published; throws `Refusals`. */
  assertFits?(network: Network, tx: Tx, document: Document): Promise<void>;
  /** In words, a use at or after this start; undefined if there is none. */
  usedSince(tx: Tx, start: number, document: Document): Promise<string | undefined>;
  /** Whether a version may start before earlier uses, since publishing posts their effect. */
  readonly startsLate?: boolean;
  /** Checks that nothing else needs a version that is to be withdrawn; throws a `Refusal`. */
  assertUnneeded?(network: Network, tx: Tx, version: number): Promise<void>;
  /** The version in force from a start on; by default the latest that has started. */
  inForce?(versions: readonly Version<Document>[], start: number): Version<Document> | undefined;
  /** The differences between two documents, one line for each. */
  compare(before: Document, after: Document, network: Network): string[];
  /** The columns that only the table of this kind has. */
  columns?(document: Document): Readonly<Record<string, string | null>>;
  /** The postings of a publication; by default none. Called before the version has its row. */
  post?(commit: Commit, document: Document, version: Numbered): Promise<Posting>;
}

/** A version in messages: `plan 2`, or `version 2 of "gold"`. */
export function nameOf({ name }: DocumentKind, { code, version }: Named): string {
  return code === undefined ? `${name} ${version}` : `version ${version} of "${code}"`;
}

/** The ref of a transaction about a version: `2`, or `gold 2`. */
export function refOf({ code, version }: Named): string {
  return code === undefined ? String(version) : `${code} ${version}`;
}
