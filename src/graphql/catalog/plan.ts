// Commission plans as the API has them.
import { Field, Int, ObjectType } from "type-graphql";
import type { PublishedView } from "../../catalog/read-published.ts";
import { Access, STAFF } from "../access.ts";
import { connectionOf } from "../connection.ts";
import type { Context } from "../context.ts";
import { isId, List } from "../list.ts";
import { globalId, Node } from "../node.ts";
import { DateTime, Json } from "../scalars.ts";

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

  @Access(...STAFF)
  @Field(() => Json, { nullable: true, description: "As it was published." })
  readonly document: unknown;

  constructor({ version, name, effectiveFrom, publishedAt, document }: PublishedView) {
    this.id = globalId("Plan", version);
    this.version = version;
    this.name = name!;
    this.effectiveFrom = effectiveFrom;
    this.publishedAt = publishedAt;
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
