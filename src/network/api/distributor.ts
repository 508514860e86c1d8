// The Distributor type of the API: the fields of its own row. Other fields are in separate resolvers.
import { Field, ObjectType } from "type-graphql";
import { connectionOf } from "../../platform/graphql/connection.ts";
import { enumOf } from "../../platform/graphql/enum.ts";
import { isId, List } from "../../platform/graphql/list.ts";
import { globalId, Node } from "../../platform/graphql/node.ts";
import { DateTime } from "../../platform/graphql/scalars.ts";
import { STATUSES, type Status } from "../engine/distributor.ts";
import type { DistributorView, TreeKey } from "../store/read-distributors.ts";

export const StatusEnum = enumOf(
  "DistributorStatus",
  "The status of a distributor. Only an ACTIVE distributor is eligible for shares.",
  STATUSES,
  {
    ACTIVE: "Eligible for shares.",
    SUSPENDED: "Not eligible for shares for the time being; its orders are still settled.",
    CLOSED: "Not eligible for shares; its orders are still settled.",
  },
);

@ObjectType({ implements: Node, description: "A member of the distributor tree." })
export class Distributor implements Node {
  readonly view: DistributorView;

  @Field(() => String, {
    description: "Unique in the network: 1 to 64 ASCII letters, digits, `-`, `_` and `.`.",
  })
  readonly code: string;

  @Field(() => String, { description: "The display name." })
  readonly name: string;

  @Field(() => StatusEnum, { description: "The current status." })
  readonly status: Status;

  @Field(() => DateTime, { description: "When the distributor joined the network." })
  readonly joinedAt: number;

  constructor(view: DistributorView) {
    this.view = view;
    this.code = view.code;
    this.name = view.name;
    this.status = view.status;
    this.joinedAt = view.joinedAt;
  }

  get id(): string {
    return globalId("Distributor", this.view.id);
  }

  /** Null if there is no such distributor. */
  static of(view: DistributorView | undefined): Distributor | null {
    return view === undefined ? null : new Distributor(view);
  }
}

export const DistributorConnection = connectionOf<Distributor>("Distributor", () => Distributor);

/** The maximum length of a path in a cursor: longer than any real path, short enough for a query. */
const MAX_PATH = 1_000;

/** Lists in tree order: each distributor is followed by its team. */
export const TREE = new List<TreeKey>(
  "tree",
  (key) => Array.isArray(key) && key.length <= MAX_PATH && key.every(isId),
);

/** The children of one distributor, in the order in which they joined. */
export const CHILDREN = new List<number>("children", isId);
