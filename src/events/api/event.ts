// Events of the feed as the API has them.
import { Ctx, Field, InterfaceType, ObjectType } from "type-graphql";
import { Supplier } from "../../catalog/api/supplier.ts";
import { findSettlement, Settlement } from "../../commission/orders/api/settlement.ts";
import { findProgramme, Programme } from "../../commission/programmes/api/programme.ts";
import { TierCauseEnum } from "../../commission/tiers/api/tier-history.ts";
import type { TierCause } from "../../commission/tiers/store/tier-cause.ts";
import { Payout, PayoutStatusEnum } from "../../finance/payouts/api/payout.ts";
import type { PayoutStatus } from "../../finance/payouts/store/payout-status.ts";
import { formatPeriod } from "../../kernel/period.ts";
import { Distributor } from "../../network/api/distributor.ts";
import {
  type AlertRaised as AlertFact,
  type EarningPosted as EarningFact,
  EVENT_KINDS,
  type FeedEvent,
  type PayoutChanged as PayoutFact,
  type RebateAccrued as RebateFact,
  type SettlementPosted as SettlementFact,
  type TierChanged as TierFact,
} from "../../platform/feed/event.ts";
import { reachOf } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { enumOf } from "../../platform/graphql/enum.ts";
import { Money, settlementMoney } from "../../platform/graphql/money.ts";
import { Cursor, DateTime } from "../../platform/graphql/scalars.ts";

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

  constructor(fact: Fact) {
    this.fact = fact;
    this.cursor = fact.cursor;
    this.occurredAt = fact.occurredAt;
    this.recordedAt = fact.recordedAt;
  }

  @Field(() => Settlement, {
    nullable: true,
    description: "The order that brought it about; null if none did, or you may not see it.",
  })
  settlement(@Ctx() context: Context): Promise<Settlement | null> {
    return findSettlement(context, this.fact.seq);
  }
}

@ObjectType({ implements: Event, description: "An order was settled." })
export class SettlementPosted extends Event<SettlementFact> {}

@ObjectType({ implements: Event, description: "A distributor earned something." })
export class EarningPosted extends Event<EarningFact> {
  @Field(() => Distributor)
  distributor(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.fact);
  }

  @Field(() => Money)
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.amountMinor);
  }

  @Field(() => Money, { description: "What it then had available." })
  balance(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.balanceMinor);
  }
}

@ObjectType({ implements: Event, description: "A distributor's tier changed." })
export class TierChanged extends Event<TierFact> {
  @Field(() => String, { nullable: true, description: "None: the lowest." })
  readonly from: string | null;

  @Field(() => String)
  readonly to: string;

  @Field(() => TierCauseEnum)
  readonly cause: TierCause;

  @Field(() => String, { nullable: true, description: "Why somebody set it by hand." })
  readonly reason: string | null;

  @Field(() => String, { nullable: true, description: "The month that closed, such as 2026-01." })
  readonly month: string | null;

  constructor(fact: TierFact) {
    super(fact);
    this.from = fact.from;
    this.to = fact.to;
    this.cause = fact.cause;
    this.reason = fact.reason;
    this.month = fact.month;
  }

  @Field(() => Distributor)
  distributor(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.fact);
  }
}

async function distributorOf(
  { loaders }: Context,
  { distributorId }: EarningFact | TierFact,
): Promise<Distributor | null> {
  return Distributor.of(await loaders.distributors.load(distributorId));
}

@ObjectType({ implements: Event, description: "A volume programme accrued, or gave back." })
export class RebateAccrued extends Event<RebateFact> {
  @Field(() => Programme)
  async programme(@Ctx() context: Context): Promise<Programme | null> {
    const { code } = (await context.loaders.programmeVersions.load(this.fact.programmeId))!;
    return findProgramme(context, code, await reachOf(context));
  }

  @Field(() => String, { description: "Like 2026-01, 2026-Q1 or 2026." })
  async period(@Ctx() { loaders }: Context): Promise<string> {
    const { document } = (await loaders.programmeVersions.load(this.fact.programmeId))!;
    return formatPeriod(document.period, this.fact.period);
  }

  @Field(() => Supplier)
  async supplier(@Ctx() { loaders }: Context): Promise<Supplier | null> {
    return Supplier.of(await loaders.suppliers.load(this.fact.supplierId));
  }

  @Field(() => Money, { description: "Below zero where less is owed than before." })
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.amountMinor);
  }

  @Field(() => Money, { description: "How much of it came of a band that was crossed." })
  trueUp(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.trueUpMinor);
  }

  @Field(() => Money, { description: "The programme's volume in the period, with it." })
  volume(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.volumeMinor);
  }

  @Field(() => Money, { description: "The supplier's bonus of the period, with it." })
  accrued(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.accruedMinor);
  }
}

@ObjectType({
  implements: Event,
  description: "Custody no longer covers what is owed; told once, until it is covered again.",
})
export class AlertRaised extends Event<AlertFact> {
  @Field(() => Money, { description: "What custody lacked then." })
  gap(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.gapMinor);
  }
}

@ObjectType({ implements: Event, description: "A payout was requested, or went on." })
export class PayoutChanged extends Event<PayoutFact> {
  @Field(() => PayoutStatusEnum, { description: "What it came to with this." })
  readonly status: PayoutStatus;

  constructor(fact: PayoutFact) {
    super(fact);
    this.status = fact.status;
  }

  @Field(() => Money, { nullable: true, description: "What is withheld; null before approval." })
  tax(@Ctx() context: Context): Money | null {
    return moneyOf(context, this.fact.taxMinor);
  }

  @Field(() => Money, { nullable: true, description: "What the bank pays; null before approval." })
  net(@Ctx() context: Context): Money | null {
    return moneyOf(context, this.fact.netMinor);
  }

  @Field(() => Payout, { description: "As it is now." })
  async payout(@Ctx() { loaders }: Context): Promise<Payout> {
    return new Payout((await loaders.payouts.load(this.fact.payoutSeq))!);
  }
}

function moneyOf(context: Context, minor: bigint | null): Money | null {
  return minor === null ? null : settlementMoney(context, minor);
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
    case "REBATE_ACCRUED":
      return new RebateAccrued(fact);
    case "ALERT_RAISED":
      return new AlertRaised(fact);
    case "PAYOUT_CHANGED":
      return new PayoutChanged(fact);
  }
}
