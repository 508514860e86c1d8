// Paged lists: turns page arguments into a key to start from, and rows into a connection.
import type { Page } from "../../database/page.ts";
import { Refusal } from "../../kernel/errors.ts";
import { type Connection, MAX_PAGE, type PageArgs, pageInfo } from "./connection.ts";

/** One kind of list: the name that its cursors contain, and a check of its keys. */
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

  /** The page that the arguments ask for. Throws `INVALID` unless exactly one of first and last is given. */
  page(args: PageArgs): Page<Key> {
    const { first, last, after, before } = args;
    const field = last == null ? "first" : "last";
    const size = first ?? last;
    if (size == null || (first != null && last != null)) {
      throw new Refusal("INVALID", "first: give exactly one of first and last", "first");
    }
    if (size < 1 || size > MAX_PAGE) {
      throw new Refusal("INVALID", `${field}: must be from 1 to ${MAX_PAGE}, not ${size}`, field);
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
      throw new Refusal(
        "INVALID",
        `${field}: ${shown} is not a cursor of this list; use one that the list returned`,
        field,
      );
    }
    return key as Key;
  }

  /** The connection of a page. If there are more rows, `rows` has one more than the page size. */
  connect<Row, T>(
    rows: readonly Row[],
    page: Page<Key>,
    keyOf: (row: Row) => Key,
    nodeOf: (row: Row) => T,
  ): Connection<T> {
    const more = rows.length > page.size;
    const shown = more ? rows.slice(0, page.size) : [...rows];
    if (page.backwards) shown.reverse();
    const [hasNextPage, hasPreviousPage] = page.backwards
      ? [page.before !== undefined, more]
      : [more, page.after !== undefined];
    const nodes = shown.map(nodeOf);
    const edgeOf = (node: T, place: number) => ({
      cursor: this.cursor(keyOf(shown[place]!)),
      node,
    });
    // A list is often asked for its nodes alone, and a cursor takes as long as the rest of a node.
    return {
      nodes,
      get edges() {
        return nodes.map(edgeOf);
      },
      get pageInfo() {
        return pageInfo(this.edges, hasNextPage, hasPreviousPage);
      },
    };
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

/** The highest id and version that the database can store. */
export const MAX_ID = 2 ** 31 - 1;

export function isId(value: unknown): value is number {
  return isWhole(value) && value <= MAX_ID;
}
