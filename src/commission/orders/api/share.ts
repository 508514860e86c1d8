// The Share type of the API: a share line of a settlement.

import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { assetsLoader } from "../../../books/api/loaders.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsByCodeLoader } from "../../../network/api/loaders.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Decimal } from "../../../platform/graphql/scalars.ts";
import { REASONS, type Reason } from "../../engine/plan.ts";
import { RULE_KINDS } from "../../engine/rules/registry.ts";
import type { ShareRecord } from "../store/store-settlements.ts";

export const RuleKindEnum = enumOf(
  "RuleKind",
  "The kinds of rules in a commission plan.",
  RULE_KINDS.map(({ kind }) => kind),
  Object.fromEntries(RULE_KINDS.map(({ kind, meaning }) => [kind, meaning])),
);
const ReasonEnum = enumOf("ShareReason", "Why a share has its amount.", REASONS, {
  PAID: "Paid in full.",
  CAPPED: "Reduced to the margin that was left, or to the plan's cap.",
  INELIGIBLE: "The recipient is not ACTIVE, or its tier is below the rule's minTier.",
  FORFEITED: "The recipient is ineligible and its level is used up; the share is not passed on.",
  ZERO: "The share is 0, for example because the rate is 0.",
  NO_BUYER: "The order names no buyer.",
  NOT_FIRST: "The order is not among the seller's first orders that the rule pays for.",
  NO_PARENT: "The seller has no parent.",
});

@ObjectType({
  description:
    "One share line of a settlement: what one plan rule gave to one recipient. Lines with amount 0 are kept with their reason.",
})
export class Share {
  readonly record: ShareRecord;

  @Field(() => Int, { description: "The position of the rule in the plan, counted from 0." })
  readonly rule: number;

  @Field(() => RuleKindEnum, { description: "The kind of the rule." })
  readonly kind: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The number of levels above the seller; the seller is level 0. Null for the buyer.",
  })
  readonly level: number | null;

  @Field(() => String, {
    nullable: true,
    description: "The buyer's code if the share is cashback, otherwise null.",
  })
  readonly buyer: string | undefined;

  @Field(() => String, {
    nullable: true,
    description: "The tier that the recipient had when the order was settled.",
  })
  readonly tier: string | null;

  @Field(() => Decimal, { description: "The rate that was applied, from 0 to 1." })
  readonly rate: string;

  @Field(() => ReasonEnum, { description: "Why the share has its amount." })
  readonly reason: Reason;

  constructor(record: ShareRecord) {
    this.record = record;
    this.rule = record.rule;
    this.kind = record.kind;
    this.level = record.level;
    this.buyer = record.buyer;
    this.tier = record.tier;
    this.rate = record.rate;
    this.reason = record.reason as Reason;
  }
}

@Resolver(() => Share)
export class ShareFields {
  @FieldResolver(() => Distributor, {
    nullable: true,
    description:
      "The distributor that receives the share. Null if the share has no recipient, or if the recipient is the buyer.",
  })
  async recipient(
    @Root() { record }: Share,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    if (record.recipient === null) return null;
    return Distributor.of(await loaders.of(distributorsByCodeLoader).load(record.recipient));
  }

  // If the plan's basis is MARGIN, the basis would disclose the platform's margin.
  @Access(...STAFF)
  @FieldResolver(() => Money, {
    nullable: true,
    description: "The amount that the rate was applied to. For ADMIN, FINANCE and AUDITOR.",
  })
  basis(@Root() { record }: Share, @Ctx() context: Context): Money {
    return settlementMoney(context, BigInt(record.basis));
  }

  @FieldResolver(() => Money, { description: "The amount of the share after rounding and caps." })
  async amount(@Root() { record }: Share, @Ctx() context: Context): Promise<Money> {
    const { amount, asset } = record;
    if (asset === undefined) return settlementMoney(context, BigInt(amount));
    return new Money(BigInt(amount), (await context.loaders.of(assetsLoader).load(asset))!);
  }
}
