// Relay connections: the arguments of a page, and the types of the answer.
import { ArgsType, type ClassType, Field, Int, ObjectType } from "type-graphql";
import { Cursor } from "./scalars.ts";

/** Rows of one page at most. */
export const MAX_PAGE = 100;

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
  readonly nodes: readonly T[];
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

    @Field(() => [node()], { description: "The edges' nodes." })
    readonly nodes!: T[];

    @Field(() => PageInfo)
    readonly pageInfo!: PageInfo;
  }
  return NodeConnection;
}

/** A page's edges with what is said about the page. */
export function connection<T>(
  edges: readonly Edge<T>[],
  hasNextPage: boolean,
  hasPreviousPage: boolean,
): Connection<T> {
  const [startCursor, endCursor] = [edges[0]?.cursor ?? null, edges.at(-1)?.cursor ?? null];
  const pageInfo = { hasNextPage, hasPreviousPage, startCursor, endCursor };
  return { edges, nodes: edges.map(({ node }) => node), pageInfo };
}
