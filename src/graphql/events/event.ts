// Events of the feed as the API has them.
import { Ctx, Field, FieldResolver, InterfaceType, ObjectType, Resolver, Root } from "type-graphql";
import {
  type EarningPosted as EarningFact,
  EVENT_KINDS,
  type FeedEvent,
  type SettlementPosted as SettlementFact,
  type TierChanged as TierFact,
} from "../../events/event.ts";
import type { Context } from "../context.ts";
import { enumOf } from "../enum.ts";
import { Money, settlementMoney } from "../money.ts";
import { Distributor } from "../network/distributor.ts";
import { Cursor, DateTime } from "../scalars.ts";
import { Settlement } from "../settlement/settlement.ts";

export const EventKindEnum = enumOf("EventKind", "The kinds of events.", EVENT_KINDS);

@InterfaceType({ description: "Something that happened. It follows from the book." })
export abstract class Event<Fact extends FeedEvent = FeedEvent> {
  readonly fact: Fact;

  @Field(() => Cursor, { description: "Subscribe `after` it, and what follows it comes." })
  readonly cursor: string;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  @Field(() => Settlement, { description: "The order that brought it about, as settled." })
  async settlement(@Ctx() { loaders }: Context): Promise<Settlement> {
    return new Settlement((await loaders.sales.load(this.fact.seq))!);
  }

  constructor(fact: Fact) {
    this.fact = fact;
    this.cursor = fact.cursor;
    this.occurredAt = fact.occurredAt;
    this.recordedAt = fact.recordedAt;
  }
}

@ObjectType({ implements: Event, description: "An order was settled." })
export class SettlementPosted extends Event<SettlementFact> {}

@ObjectType({ implements: Event, description: "A distributor earned something." })
export class EarningPosted extends Event<EarningFact> {}

@ObjectType({ implements: Event, description: "A distributor reached a higher tier." })
export class TierChanged extends Event<TierFact> {
  @Field(() => String, { nullable: true, description: "None: the lowest." })
  readonly from: string | null;

  @Field(() => String)
  readonly to: string;

  constructor(fact: TierFact) {
    super(fact);
    this.from = fact.from;
    this.to = fact.to;
  }
}

@Resolver(() => EarningPosted)
export class EarningPostedFields {
  @FieldResolver(() => Distributor)
  distributor(@Root() { fact }: EarningPosted, @Ctx() context: Context): Promise<unknown> {
    return distributorOf(context, fact.distributorId);
  }

  @FieldResolver(() => Money)
  amount(@Root() { fact }: EarningPosted, @Ctx() context: Context): Money {
    return settlementMoney(context, fact.amountMinor);
  }

  @FieldResolver(() => Money, { description: "What it then had available." })
  balance(@Root() { fact }: EarningPosted, @Ctx() context: Context): Money {
    return settlementMoney(context, fact.balanceMinor);
  }
}

@Resolver(() => TierChanged)
export class TierChangedFields {
  @FieldResolver(() => Distributor)
  distributor(@Root() { fact }: TierChanged, @Ctx() context: Context): Promise<unknown> {
    return distributorOf(context, fact.distributorId);
  }
}

async function distributorOf({ loaders }: Context, id: number): Promise<Distributor | null> {
  return Distributor.of(await loaders.distributors.load(id));
}

/** An event of the feed as its own type. */
export function eventOf(fact: FeedEvent): Event {
  switch (fact.kind) {
    case "SETTLEMENT_POSTED":
      return new SettlementPosted(fact);
    case "EARNING_POSTED":
      return new EarningPosted(fact);
    case "TIER_CHANGED":
      return new TierChanged(fact);
  }
}
