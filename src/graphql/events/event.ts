// The event types of the API.
import { Ctx, Field, InterfaceType, ObjectType } from "type-graphql";
import { formatPeriod } from "../../engine/period.ts";
import {
  type AlertRaised as AlertFact,
  type EarningPosted as EarningFact,
  EVENT_KINDS,
  type FeedEvent,
  type PayoutChanged as PayoutFact,
  type RebateAccrued as RebateFact,
  type SettlementPosted as SettlementFact,
  type TierChanged as TierFact,
} from "../../events/event.ts";
import type { PayoutStatus } from "../../finance/payout/status.ts";
import type { TierCause } from "../../settlement/tier-cause.ts";
import { reachOf } from "../access.ts";
import { Supplier } from "../catalog/supplier.ts";
import type { Context } from "../context.ts";
import { enumOf } from "../enum.ts";
import { Payout, PayoutStatusEnum } from "../finance/payout.ts";
import { Money, settlementMoney } from "../money.ts";
import { Distributor } from "../network/distributor.ts";
import { findProgramme, Programme } from "../programme/programme.ts";
import { Cursor, DateTime } from "../scalars.ts";
import { findSettlement, Settlement } from "../settlement/settlement.ts";
import { TierCauseEnum } from "../settlement/tier-history.ts";

export const EventKindEnum = enumOf("EventKind", "The kind of an event.", EVENT_KINDS);

@InterfaceType({ description: "An event, derived from the ledger." })
export abstract class Event<Fact extends FeedEvent = FeedEvent> {
  readonly fact: Fact;

  @Field(() => Cursor, {
    description:
      "The position of the event in the feed. Pass it as `after` to receive the events that follow.",
  })
  readonly cursor: string;

  @Field(() => DateTime, { description: "When it happened." })
  readonly occurredAt: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
  readonly recordedAt: number;

  constructor(fact: Fact) {
    this.fact = fact;
    this.cursor = fact.cursor;
    this.occurredAt = fact.occurredAt;
    this.recordedAt = fact.recordedAt;
  }

  @Field(() => Settlement, {
    nullable: true,
    description:
      "The settlement of the order that caused the event. Null if no order caused it, or if you may not see it.",
  })
  settlement(@Ctx() context: Context): Promise<Settlement | null> {
    return findSettlement(context, this.fact.seq);
  }
}

@ObjectType({ implements: Event, description: "An order was settled." })
export class SettlementPosted extends Event<SettlementFact> {}

@ObjectType({ implements: Event, description: "A distributor earned an amount from an order." })
export class EarningPosted extends Event<EarningFact> {
  @Field(() => Distributor, { description: "The distributor that earned the amount." })
  distributor(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.fact);
  }

  @Field(() => Money, { description: "The sum of the distributor's shares in the order." })
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.amountMinor);
  }

  @Field(() => Money, {
    description: "The distributor's available balance after this transaction.",
  })
  balance(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.balanceMinor);
  }
}

@ObjectType({ implements: Event, description: "A distributor's tier changed." })
export class TierChanged extends Event<TierFact> {
  @Field(() => String, {
    nullable: true,
    description:
      "The code of the tier before. Null if the distributor had no tier set; it counts as the lowest.",
  })
  readonly from: string | null;

  @Field(() => String, { description: "The code of the tier after." })
  readonly to: string;

  @Field(() => TierCauseEnum, { description: "What changed the tier." })
  readonly cause: TierCause;

  @Field(() => String, {
    nullable: true,
    description: "The reason given for a MANUAL change, otherwise null.",
  })
  readonly reason: string | null;

  @Field(() => String, {
    nullable: true,
    description: "For a WINDOW_CLOSE the month that was closed, such as 2026-01. Otherwise null.",
  })
  readonly month: string | null;

  constructor(fact: TierFact) {
    super(fact);
    this.from = fact.from;
    this.to = fact.to;
    this.cause = fact.cause;
    this.reason = fact.reason;
    this.month = fact.month;
  }

  @Field(() => Distributor, { description: "The distributor whose tier changed." })
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

@ObjectType({ implements: Event, description: "The accrued bonus of a volume programme changed." })
export class RebateAccrued extends Event<RebateFact> {
  @Field(() => Programme, { description: "The volume programme." })
  async programme(@Ctx() context: Context): Promise<Programme | null> {
    const { code } = (await context.loaders.programmeVersions.load(this.fact.programmeId))!;
    return findProgramme(context, code, await reachOf(context));
  }

  @Field(() => String, { description: "The period, such as 2026-01, 2026-Q1 or 2026." })
  async period(@Ctx() { loaders }: Context): Promise<string> {
    const { document } = (await loaders.programmeVersions.load(this.fact.programmeId))!;
    return formatPeriod(document.period, this.fact.period);
  }

  @Field(() => Supplier, { description: "The supplier that earns the bonus." })
  async supplier(@Ctx() { loaders }: Context): Promise<Supplier | null> {
    return Supplier.of(await loaders.suppliers.load(this.fact.supplierId));
  }

  @Field(() => Money, { description: "The change of the bonus. Negative if it decreased." })
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.amountMinor);
  }

  @Field(() => Money, {
    description: "The part of the amount that comes from reaching or leaving a band.",
  })
  trueUp(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.trueUpMinor);
  }

  @Field(() => Money, { description: "The programme's volume in the period after this change." })
  volume(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.volumeMinor);
  }

  @Field(() => Money, { description: "The supplier's bonus in the period after this change." })
  accrued(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.accruedMinor);
  }
}

@ObjectType({
  implements: Event,
  description:
    "Custody no longer covers the amounts owed. Raised once for each gap; the next one follows only after the gap was covered.",
})
export class AlertRaised extends Event<AlertFact> {
  @Field(() => Money, { description: "The amount that was missing in custody." })
  gap(@Ctx() context: Context): Money {
    return settlementMoney(context, this.fact.gapMinor);
  }
}

@ObjectType({ implements: Event, description: "A payout was requested or its status changed." })
export class PayoutChanged extends Event<PayoutFact> {
  @Field(() => PayoutStatusEnum, { description: "The status of the payout after this event." })
  readonly status: PayoutStatus;

  constructor(fact: PayoutFact) {
    super(fact);
    this.status = fact.status;
  }

  @Field(() => Money, {
    nullable: true,
    description: "The tax that is withheld. Null before approval.",
  })
  tax(@Ctx() context: Context): Money | null {
    return moneyOf(context, this.fact.taxMinor);
  }

  @Field(() => Money, {
    nullable: true,
    description: "The amount that the bank pays. Null before approval.",
  })
  net(@Ctx() context: Context): Money | null {
    return moneyOf(context, this.fact.netMinor);
  }

  @Field(() => Payout, { description: "The payout in its current state." })
  async payout(@Ctx() { loaders }: Context): Promise<Payout> {
    return new Payout((await loaders.payouts.load(this.fact.payoutSeq))!);
  }
}

function moneyOf(context: Context, minor: bigint | null): Money | null {
  return minor === null ? null : settlementMoney(context, minor);
}

/** Wraps an event of the feed in its GraphQL type. */
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
