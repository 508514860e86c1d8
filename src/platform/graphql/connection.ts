// Relay connections: page arguments, and the connection types.
import { ArgsType, type ClassType, Field, Int, ObjectType } from "type-graphql";
import { Cursor } from "./scalars.ts";

/** The maximum number of items on a page. */
export const MAX_PAGE = 100;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: "Returns the first items, 1 to 100. Give either first or last.",
  })
  readonly first?: number | null;

  @Field(() => Cursor, { nullable: true, description: "Returns the items after this cursor." })
  readonly after?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Returns the last items, 1 to 100. Give either first or last.",
  })
  readonly last?: number | null;

  @Field(() => Cursor, { nullable: true, description: "Returns the items before this cursor." })
  readonly before?: string | null;
}

@ObjectType({ description: "The position of a page in its list." })
export class PageInfo {
  @Field(() => Boolean, { description: "Whether there are items after this page." })
  readonly hasNextPage!: boolean;

  @Field(() => Boolean, { description: "Whether there are items before this page." })
  readonly hasPreviousPage!: boolean;

  @Field(() => Cursor, {
    nullable: true,
    description: "The cursor of the first item. Null if the page is empty.",
  })
  readonly startCursor!: string | null;

  @Field(() => Cursor, {
    nullable: true,
    description: "The cursor of the last item. Null if the page is empty.",
  })
  readonly endCursor!: string | null;
}

export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly nodes: readonly T[];
  readonly pageInfo: PageInfo;
}

/** The connection type of a node type, with its edges: `DistributorConnection`, `DistributorEdge`. */
export function connectionOf<T extends object>(name: string, node: () => ClassType<T> | object) {
  @ObjectType(`${name}Edge`, { description: "An item of a page, with its cursor." })
  class NodeEdge implements Edge<T> {
    @Field(() => Cursor, {
      description: "The position of the item; pass it as `after` or `before`.",
    })
    readonly cursor!: string;

    @Field(node as () => ClassType<T>, { description: "The item." })
    readonly node!: T;
  }

  @ObjectType(`${name}Connection`, { description: "A page of a list." })
  class NodeConnection implements Connection<T> {
    @Field(() => [NodeEdge], { description: "The items of the page with their cursors." })
    readonly edges!: NodeEdge[];

    @Field(() => [node()], { description: "The items of the page without their cursors." })
    readonly nodes!: T[];

    @Field(() => PageInfo, {
      description: "Whether there are more pages, and the cursors to get them.",
    })
    readonly pageInfo!: PageInfo;
  }
  return NodeConnection;
}

/** A connection from the edges of a page and its position in the list. */
export function connection<T>(
  edges: readonly Edge<T>[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): Connection<T> {
  const nodes = edges.map(({ node }) => node);
  return { edges, nodes, pageInfo: pageInfo(edges, hasNextPage, hasPreviousPage) };
}

export function pageInfo(
  edges: readonly Edge<unknown>[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): PageInfo {
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  return { hasNextPage, hasPreviousPage, startCursor, endCursor };
}
