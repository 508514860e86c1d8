// Explaining an order before it is sent: who would get what, and why.
import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import type { Leg } from "../../../ledger/entry-draft.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { type Simulated, simulate } from "../lane/simulate-order.ts";
import { parseOrder } from "../store/intake.ts";
import { recordOf } from "../store/store-settlements.ts";
import { OrderSettleInput } from "./order-input.ts";
import { Share, TierChange } from "./share.ts";

@ObjectType({ description: "One side of the entry that would be posted." })
class SimulatedPosting {
  @Field(() => String, { description: "The account's name." })
  readonly account: string;

  readonly leg: Leg;

  constructor(leg: Leg) {
    this.leg = leg;
    this.account = leg.account;
  }

  @Field(() => Money, { description: "Debits positive, credits negative." })
  async amount(@Ctx() { loaders }: Context): Promise<Money> {
    return new Money(this.leg.amountMinor, (await loaders.assets.load(this.leg.asset))!);
  }
}

@ObjectType({ description: "What an order would bring about if it came now. Nothing is written." })
class SimulatedOrder {
  readonly simulated: Simulated;

  @Field(() => Int, { description: "The version that would be in force." })
  readonly planVersion: number;

  @Field(() => [Share], { description: "In the order of the plan's rules." })
  readonly shares: readonly Share[];

  @Field(() => [SimulatedPosting])
  readonly postings: readonly SimulatedPosting[];

  @Field(() => [TierChange], { description: "From the seller up." })
  readonly tierChanges: readonly TierChange[];

  constructor(simulated: Simulated) {
    const { settled, changes } = simulated;
    this.simulated = simulated;
    this.planVersion = settled.plan.version;
    this.shares = settled.shares.map((share) => new Share(recordOf(share)));
    this.postings = settled.legs.map((leg) => new SimulatedPosting(leg));
    this.tierChanges = changes.map(({ distributor: { id }, from, to }) => {
      return new TierChange({ distributorId: id, from, to, upline: [] });
    });
  }

  @Field(() => Money, { description: "quantity × unitPrice: what is paid." })
  gross(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.grossMinor);
  }

  @Field(() => Money, { description: "quantity × supplyPrice: the supplier's." })
  cost(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.costMinor);
  }

  @Field(() => Money, { description: "gross − cost − channelFee: what is split." })
  margin(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.marginMinor);
  }

  @Field(() => Money, { description: "What is left of the margin." })
  platform(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.platformMinor);
  }
}

@Resolver()
export class SimulateQuery {
  @Access(...STAFF)
  @Query(() => SimulatedOrder, {
    description: "Explains an order without writing it: the same fold that pays. Its ref is free.",
  })
  async simulateOrder(
    @Arg("input", () => OrderSettleInput) input: OrderSettleInput,
    @Ctx() { network }: Context,
  ): Promise<SimulatedOrder> {
    const order = parseOrder(input, network.settings.asset);
    return new SimulatedOrder(await simulate(network, order));
  }
}
