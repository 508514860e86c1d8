// Lists by pages: from the arguments to the key that a page starts from, and from rows to a connection.
import type { Page } from "../../database/page.ts";
import { Refusal } from "../../kernel/errors.ts";
import { type Connection, connection, MAX_PAGE, type PageArgs } from "./connection.ts";

/** One kind of list: the name that its cursors carry, and what its keys look like. */
export class List<Key> {
  readonly #name: string;
  readonly #isKey: (value: unknown) => boolean;

  constructor(name: string, isKey: (value: unknown) => boolean) {
    this.#name = name;
    this.#isKey = isKey;
  }

  cursor(key: Key): string {
    return Buffer.from(JSON.stringify([this.#name, key])).toString("base64url");
  }

  /** The page that the arguments ask for; throws `INVALID` unless they have one of first and last. */
  page(args: PageArgs): Page<Key> {
    const { first, last, after, before } = args;
    const field = last == null ? "first" : "last";
    const size = first ?? last;
    if (size == null || (first != null && last != null)) {
      throw new Refusal("INVALID", "first: give either first or last", "first");
    }
    if (size < 1 || size > MAX_PAGE) {
      throw new Refusal("INVALID", `${field}: ${size} is not from 1 to ${MAX_PAGE}`, field);
    }
    return {
      size,
      after: after == null ? undefined : this.#key(after, "after"),
      before: before == null ? undefined : this.#key(before, "before"),
      backwards: field === "last",
    };
  }

  #key(cursor: string, field: string): Key {
    const [name, key] = parsePair(Buffer.from(cursor, "base64url").toString());
    if (name !== this.#name || !this.#isKey(key)) {
      const shown = JSON.stringify(cursor.slice(0, 40));
      throw new Refusal("INVALID", `${field}: ${shown} is not a cursor of this list`, field);
    }
    return key as Key;
  }

  /** The connection of a page's rows, which are one more than the page where there are more. */
  connect<Row, T>(
    rows: readonly Row[],
    page: Page<Key>,
    keyOf: (row: Row) => Key,
    nodeOf: (row: Row) => T,
  ): Connection<T> {
    const more = rows.length > page.size;
    const shown = more ? rows.slice(0, page.size) : [...rows];
    if (page.backwards) shown.reverse();
    const edges = shown.map((row) => ({ cursor: this.cursor(keyOf(row)), node: nodeOf(row) }));
    const [hasNextPage, hasPreviousPage] = page.backwards
      ? [page.before !== undefined, more]
      : [more, page.after !== undefined];
    return connection(edges, hasNextPage, hasPreviousPage);
  }
}

function parsePair(text: string): unknown[] {
  try {
    const pair: unknown = JSON.parse(text);
    return Array.isArray(pair) ? pair : [];
  } catch {
    return [];
  }
}

export function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The highest id and the highest version that the database can hold. */
export const MAX_ID = 2 ** 31 - 1;

export function isId(value: unknown): value is number {
  return isWhole(value) && value <= MAX_ID;
}
