// The Plan type of the API: a published commission plan.

import { Field, Int, ObjectType } from "type-graphql";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isId, List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { Json } from "../../../platform/graphql/scalars.ts";
import { VersionFromInstant } from "../../../platform/publishing/api/published-version.ts";
import type { PublishedView } from "../../../platform/publishing/read-published.ts";
import { type PlanDocument, reachOfPlan } from "../engine/plan-document.ts";
import { plansLoader } from "./loaders.ts";

@ObjectType({
  implements: Node,
  description: "A published version of the commission plan. Its content never changes.",
})
export class Plan extends VersionFromInstant implements Node {
  readonly id: string;

  @Field(() => String, { description: "The name in the document; it need not be unique." })
  readonly name: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The largest number of levels above the seller that the plan can pay. Null if the number is unlimited.",
  })
  readonly reach: number | null;

  @Access(...STAFF)
  @Field(() => String, {
    nullable: true,
    description:
      "The reason given for publishing a plan that pays more levels than the network's complianceLevels. Not visible to distributors.",
  })
  readonly acknowledgement: string | null;

  @Access(...STAFF)
  @Field(() => Json, {
    nullable: true,
    description: "The JSON document exactly as it was published. Not visible to distributors.",
  })
  readonly document: unknown;

  constructor(view: PublishedView<PlanDocument>) {
    super(view);
    const { version, acknowledgement, document } = view;
    const reach = reachOfPlan(document);
    this.id = globalId("Plan", version);
    this.name = document.name;
    this.reach = Number.isFinite(reach) ? reach : null;
    this.acknowledgement = acknowledgement;
    this.document = document;
  }
}

export const PlanConnection = connectionOf<Plan>("Plan", () => Plan);
export const PLANS = new List<number>("plans", isId);

/** The plan with that version, or null. */
export async function findPlan({ loaders }: Context, version: number): Promise<Plan | null> {
  const view = await loaders.of(plansLoader).load(version);
  return view === undefined ? null : new Plan(view);
}
