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
    return new Payout((await loaders.of(payoutsLoader).load(this.fact.payoutSeq))!);
  }
}

function moneyOf(context: Context, minor: bigint | null): Money | null {
  return minor === null ? null : settlementMoney(context, minor);
}

@Resolver()
export class PayoutChangedSubscription {
  @Access(...ANYONE)
  @Subscription(() => PayoutChanged, { subscribe: follow(payoutChanged) })
  payoutChanged(
    @Root() fact: PayoutFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): PayoutChanged {
    loaders.forget();
    return new PayoutChanged(fact);
  }
}
