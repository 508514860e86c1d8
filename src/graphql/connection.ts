// Relay connections: the arguments of a page, its opaque cursors, and the answer.
import { ArgsType, type ClassType, Field, Int, ObjectType } from "type-graphql";
import type { Page } from "../database/page.ts";
import { Refusal } from "../kernel/errors.ts";
import { Cursor } from "./scalars.ts";

/** Rows of one page at most. */
const MAX_PAGE = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: "The first so many: 1 to 100. Or use `last`." })
  readonly first?: number | null;

  @Field(() => Cursor, { nullable: true, description: "Only what comes after this cursor." })
  readonly after?: string | null;

  @Field(() => Int, { nullable: true, description: "The last so many: 1 to 100. Or use `first`." })
  readonly last?: number | null;

  @Field(() => Cursor, { nullable: true, description: "Only what comes before this cursor." })
  readonly before?: string | null;
}

@ObjectType({ description: "Where a page lies in its list." })
export class PageInfo {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;

  @Field(() => Boolean)
  readonly hasPreviousPage!: boolean;

  @Field(() => Cursor, { nullable: true })
  readonly startCursor!: string | null;

  @Field(() => Cursor, { nullable: true })
  readonly endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: PageInfo;
}

/** The connection type of a node type, with its edges: `DistributorConnection`, `DistributorEdge`. */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T> | object) {
  @ObjectType(`${name}Edge`)
  class NodeEdge implements Edge<T> {
    @Field(() => Cursor)
    readonly cursor!: string;

    @Field(node as () => ClassType<T>)
    readonly node!: T;
  }

  @ObjectType(`${name}Connection`)
  class NodeConnection implements Connection<T> {
    @Field(() => [NodeEdge])
    readonly edges!: NodeEdge[];

    @Field(() => PageInfo)
    readonly pageInfo!: PageInfo;
  }
  return NodeConnection;
}

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
    const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
    return { edges, pageInfo: { hasNextPage, hasPreviousPage, startCursor, endCursor } };
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
