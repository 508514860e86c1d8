// A share of a settlement and a tier change as the API has them.
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Decimal } from "../../../platform/graphql/scalars.ts";
import { REASONS, type Reason } from "../../engine/plan.ts";
import { RULE_KINDS } from "../../engine/rules/registry.ts";
import type { TierChangeView } from "../store/read-sales.ts";
import type { ShareRecord } from "../store/store-settlements.ts";

export const RuleKindEnum = enumOf(
  "RuleKind",
  "The kinds of rules that a plan has.",
  RULE_KINDS.map(({ kind }) => kind),
);
const ReasonEnum = enumOf("ShareReason", "Why a share came out as it did.", REASONS);

@ObjectType({ description: "What a rule of the plan gave to one recipient, paid or not." })
export class Share {
  readonly record: ShareRecord;

  @Field(() => Int, { description: "The rule's place in the plan, from 0." })
  readonly rule: number;

  @Field(() => RuleKindEnum)
  readonly kind: string;

  @Field(() => Int, {
    nullable: true,
    description: "Levels from the seller up, which is 0; null for the buyer.",
  })
  readonly level: number | null;

  @Field(() => String, { nullable: true, description: "The buyer, where the share is cashback." })
  readonly buyer: string | undefined;

  @Field(() => String, { nullable: true, description: "The recipient's tier then." })
  readonly tier: string | null;

  @Field(() => Decimal, { description: "From 0 to 1." })
  readonly rate: string;

  @Field(() => ReasonEnum)
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
    description: "Null where there is nobody, and where it is the buyer.",
  })
  async recipient(
    @Root() { record }: Share,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    if (record.recipient === null) return null;
    return Distributor.of(await loaders.distributorsByCode.load(record.recipient));
  }

  // Of a plan on the margin the basis is the margin itself, which is the platform's own business.
  @Access(...STAFF)
  @FieldResolver(() => Money, { nullable: true, description: "What the rate was applied to." })
  basis(@Root() { record }: Share, @Ctx() context: Context): Money {
    return settlementMoney(context, BigInt(record.basis));
  }

  @FieldResolver(() => Money)
  async amount(@Root() { record }: Share, @Ctx() context: Context): Promise<Money> {
    const { amount, asset } = record;
    if (asset === undefined) return settlementMoney(context, BigInt(amount));
    return new Money(BigInt(amount), (await context.loaders.assets.load(asset))!);
  }
}

@ObjectType({ description: "An upgrade that an order brought about." })
export class TierChange {
  readonly distributorId: number;

  @Field(() => String, { nullable: true, description: "None: the lowest." })
  readonly from: string | null;

  @Field(() => String)
  readonly to: string;

  constructor({ distributorId, from, to }: TierChangeView) {
    this.distributorId = distributorId;
    this.from = from;
    this.to = to;
  }
}

@Resolver(() => TierChange)
export class TierChangeFields {
  @FieldResolver(() => Distributor)
  async distributor(
    @Root() { distributorId }: TierChange,
    @Ctx() { loaders }: Context,
  ): Promise<Distributor | null> {
    return Distributor.of(await loaders.distributors.load(distributorId));
  }
}
