// Steps of payouts as events of the API.
import { Arg, Ctx, Field, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import { Access, ANYONE } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { AFTER, Event, follow } from "../../../platform/graphql/event.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Cursor } from "../../../platform/graphql/scalars.ts";
import { type PayoutChanged as PayoutFact, payoutChanged } from "../store/payout-event.ts";
import type { PayoutStatus } from "../store/payout-status.ts";
import { payoutsLoader } from "./loaders.ts";
import { Payout, PayoutStatusEnum } from "./payout.ts";

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
    return new Payout((await loaders.of(payoutsLoader).load(this.fact.payoutSeq))!);
  }
}

function moneyOf(context: Context, minor: bigint | null): Money | null {
  return minor === null ? null : settlementMoney(context, minor);
}

@Resolver()
export class PayoutChangedSubscription {
  @Access(...ANYONE)
  @Subscription(() => PayoutChanged, {
    subscribe: follow(payoutChanged),
    description:
      "Sends an event for each new payout and each change of its status. Distributors and suppliers receive their own.",
  })
  payoutChanged(
    @Root() fact: PayoutFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
  ): PayoutChanged {
    return new PayoutChanged(fact);
  }
}
