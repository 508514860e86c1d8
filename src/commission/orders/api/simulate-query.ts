// Shows how an order would be settled, without settling it.

import { Arg, Ctx, Field, Int, ObjectType, Query, Resolver } from "type-graphql";
import { assetsLoader } from "../../../books/api/loaders.ts";
import type { Leg } from "../../../ledger/entry-draft.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { TierChange } from "../../tiers/api/tier-change.ts";
import { type Simulated, simulate } from "../lane/simulate-order.ts";
import { parseOrder } from "../store/intake.ts";
import { recordOf } from "../store/store-settlements.ts";
import { OrderSettleInput } from "./order-input.ts";
import { Share } from "./share.ts";

@ObjectType({ description: "One posting that would be written to the ledger." })
class SimulatedPosting {
  @Field(() => String, { description: "The account's name." })
  readonly account: string;

  readonly leg: Leg;

  constructor(leg: Leg) {
    this.leg = leg;
    this.account = leg.account;
  }

  @Field(() => Money, { description: "Debits are positive, credits negative." })
  async amount(@Ctx() { loaders }: Context): Promise<Money> {
    return new Money(this.leg.amountMinor, (await loaders.of(assetsLoader).load(this.leg.asset))!);
  }
}

@ObjectType({
  description: "The result that an order would have if it were settled now. Nothing is written.",
})
class SimulatedOrder {
  readonly simulated: Simulated;

  @Field(() => Int, { description: "The commission plan version that would be in force." })
  readonly planVersion: number;

  @Field(() => [Share], { description: "The share lines in the order of the plan's rules." })
  readonly shares: readonly Share[];

  @Field(() => [SimulatedPosting], {
    description: "The ledger postings; they sum to zero in each asset.",
  })
  readonly postings: readonly SimulatedPosting[];

  @Field(() => [TierChange], {
    description: "The upgrades that the order would cause, from the seller upwards.",
  })
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

  @Field(() => Money, { description: "quantity × unitPrice: the amount that the buyer pays." })
  gross(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.grossMinor);
  }

  @Field(() => Money, { description: "quantity × supplyPrice: the amount owed to the supplier." })
  cost(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.costMinor);
  }

  @Field(() => Money, {
    description: "gross − cost − channelFee: the amount that the plan splits.",
  })
  margin(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.marginMinor);
  }

  @Field(() => Money, { description: "The part of the margin that stays with the platform." })
  platform(@Ctx() context: Context): Money {
    return settlementMoney(context, this.simulated.settled.platformMinor);
  }
}

@Resolver()
export class SimulateQuery {
  @Access(...STAFF)
  @Query(() => SimulatedOrder, {
    description:
      "Computes the settlement of an order with the same code that settles orders, and writes nothing. The ref may be one that is already used. For ADMIN, FINANCE and AUDITOR.",
  })
  async simulateOrder(
    @Arg("input", () => OrderSettleInput, { description: "The order, as orderSettle accepts it." })
    input: OrderSettleInput,
    @Ctx() { network }: Context,
  ): Promise<SimulatedOrder> {
    const order = parseOrder(input, network.settings.asset);
    return new SimulatedOrder(await simulate(network, order));
  }
}
