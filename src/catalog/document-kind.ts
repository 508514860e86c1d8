// What a kind of documents is that are published in versions: all that the machine knows of it.
import type { Network, Tx } from "../database/database.ts";
import type { Book, Entry, Kind } from "../ledger/book.ts";
import type { Standing } from "./standing.ts";
import type { Start } from "./start.ts";

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

/** A version as people name it. */
export interface Named {
  /** Of kinds whose documents have codes. */
  readonly code?: string | undefined;
  readonly version: number;
}

/** A version that is being published; of kinds with codes it has an id, too. */
export interface Numbered extends Named {
  readonly id?: number;
}

/** The commit that a publication is a part of. */
export interface Commit {
  readonly network: Network;
  readonly book: Book;
  readonly tx: Tx;
}

/** What a publication posts, and what its own tables keep of that. */
export interface Posting {
  readonly legs: Entry["legs"];
  /** Called once the transaction has its number, and the version its row. */
  store(seq: number): Promise<void>;
}

/** A kind of documents that are published in versions. */
export interface DocumentKind<Document extends Dated = Dated> {
  /** As messages and commands name it; its table has this name, too. */
  readonly name: string;
  /** What its documents are: the help of its commands. */
  readonly description: string;
  /** The transactions of its publications, and of their withdrawals. */
  readonly publication: Kind;
  readonly withdrawal: Kind;
  readonly start: Start;
  /**
   * The code whose versions count by themselves, one following the other: a later one starts later,
   * and is withdrawn first. Without it the kind has one row of versions, which start in any order.
   */
  codeOf?(document: Document): string;
  /** What a reason may be given for: then its table keeps the reason. */
  readonly acknowledges?: string;
  /** Checks the form; throws `Refusals` with the path of each fault. */
  check(network: Network, tx: Tx, document: unknown): Promise<Document>;
  /** Checks what a document of that form may not do; throws `Refusals`. */
  draft?(network: Network, tx: Tx, document: Document, sent: Sent): Promise<Draft<Document>>;
  /** Checks it against what is published already; throws `Refusals`. */
  assertFits?(network: Network, tx: Tx, document: Document): Promise<void>;
  /** In words, what has been done by a document that starts then; undefined while nothing has. */
  usedSince(tx: Tx, start: number, document: Document): Promise<string | undefined>;
  /** Whether a version may start in a time of which something has been done, since it posts that. */
  readonly startsLate?: boolean;
  /** Checks that nothing else rests on a version that is to be withdrawn; throws a `Refusal`. */
  assertUnneeded?(network: Network, tx: Tx, version: number): Promise<void>;
  /** The version in force from a start on, of some in order; by default the latest that has started. */
  inForce?(versions: readonly Standing<Document>[], start: number): Standing<Document> | undefined;
  /** What changes from one document to another, a line for each change. */
  compare(before: Document, after: Document, network: Network): string[];
  /** The columns of its table beside those that every kind has. */
  columns?(document: Document): Readonly<Record<string, string | null>>;
  /** What publishing a version posts; by default nothing. Called before the version has its row. */
  post?(commit: Commit, document: Document, version: Numbered): Promise<Posting>;
}

/** `plan 2`, or `version 2 of "gold"`: a version as messages name it. */
export function nameOf({ name }: DocumentKind, { code, version }: Named): string {
  return code === undefined ? `${name} ${version}` : `version ${version} of "${code}"`;
}

/** The ref of what is done to a version: `2`, or `gold 2`. */
export function refOf({ code, version }: Named): string {
  return code === undefined ? String(version) : `${code} ${version}`;
}
