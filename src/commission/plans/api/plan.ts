// Commission plans as the API has them.
import { Field, Int, ObjectType } from "type-graphql";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { connectionOf } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isId, List } from "../../../platform/graphql/list.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { DateTime, Json } from "../../../platform/graphql/scalars.ts";
import { type PlanDocument, reachOfPlan } from "../engine/plan-document.ts";
import type { PublishedView } from "../store/read-published.ts";

@ObjectType({
  implements: Node,
  description: "A published version of the commission plan. It never changes.",
})
export class Plan implements Node {
  readonly id: string;

  @Field(() => Int)
  readonly version: number;

  @Field(() => String)
  readonly name: string;

  @Field(() => DateTime)
  readonly effectiveFrom: number;

  @Field(() => DateTime)
  readonly publishedAt: number;

  @Field(() => DateTime, {
    nullable: true,
    description: "When it was taken back, before it took effect: it is never in force.",
  })
  readonly withdrawnAt: number | null;

  @Access(...STAFF)
  @Field(() => String, { nullable: true })
  readonly withdrawalReason: string | null;

  @Field(() => Int, {
    nullable: true,
    description: "Levels above the seller that it can pay; null where they have no bound.",
  })
  readonly reach: number | null;

  @Access(...STAFF)
  @Field(() => String, {
    nullable: true,
    description: "Why it was published though it reaches farther than the network allows.",
  })
  readonly acknowledgement: string | null;

  @Access(...STAFF)
  @Field(() => Json, { nullable: true, description: "As it was published." })
  readonly document: unknown;

  constructor(view: PublishedView) {
    const { version, name, effectiveFrom, publishedAt, acknowledgement, document } = view;
    const reach = reachOfPlan(document as unknown as PlanDocument);
    this.id = globalId("Plan", version);
    this.version = version;
    this.name = name!;
    this.effectiveFrom = effectiveFrom;
    this.publishedAt = publishedAt;
    this.withdrawnAt = view.withdrawnAt;
    this.withdrawalReason = view.withdrawalReason;
    this.reach = Number.isFinite(reach) ? reach : null;
    this.acknowledgement = acknowledgement;
    this.document = document;
  }
}

export const PlanConnection = connectionOf<Plan>("Plan", () => Plan);
export const PLANS = new List<number>("plans", isId);

/** The plan with that version, or null. */
export async function findPlan({ loaders }: Context, version: number): Promise<Plan | null> {
  const view = await loaders.plans.load(version);
  return view === undefined ? null : new Plan(view);
}
