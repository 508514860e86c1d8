// A distributor as the API has it: the facts of its own row. What leads elsewhere is in the resolvers.
import { Field, ObjectType } from "type-graphql";
import { STATUSES, type Status } from "../../commission/engine/distributor.ts";
import { connectionOf } from "../../platform/graphql/connection.ts";
import { enumOf } from "../../platform/graphql/enum.ts";
import { isId, List } from "../../platform/graphql/list.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import { DateTime } from "../../platform/graphql/scalars.ts";
import type { DistributorView, TreeKey } from "../store/read-distributors.ts";

export const StatusEnum = enumOf(
  "DistributorStatus",
  "Only an ACTIVE distributor is eligible for shares.",
  STATUSES,
);

@ObjectType({ implements: Node, description: "A member of the tree." })
export class Distributor implements Node {
  readonly view: DistributorView;
  readonly id: string;

  @Field(() => String)
  readonly code: string;

  @Field(() => String)
  readonly name: string;

  @Field(() => StatusEnum)
  readonly status: Status;

  @Field(() => DateTime)
  readonly joinedAt: number;

  constructor(view: DistributorView) {
    this.view = view;
    this.id = globalId("Distributor", view.id);
    this.code = view.code;
    this.name = view.name;
    this.status = view.status;
    this.joinedAt = view.joinedAt;
  }

  /** Null for one that is not there. */
  static of(view: DistributorView | undefined): Distributor | null {
    return view === undefined ? null : new Distributor(view);
  }
}

export const DistributorConnection = connectionOf<Distributor>("Distributor", () => Distributor);

/** Longer than any path, shorter than what would burden a query. */
const MAX_PATH = 1_000;

/** Lists in the order of the tree: a distributor, then its team. */
export const TREE = new List<TreeKey>(
  "tree",
  (key) => Array.isArray(key) && key.length <= MAX_PATH && key.every(isId),
);

/** Children of one distributor, in the order in which they came. */
export const CHILDREN = new List<number>("children", isId);
