// The events of orders in the API, and the order that caused each event.
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  ObjectType,
  Resolver,
  Root,
  Subscription,
} from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { distributorsLoader } from "../../../network/api/loaders.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { AFTER, Event, follow } from "../../../platform/graphql/event.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Cursor } from "../../../platform/graphql/scalars.ts";
import { type EarningPosted as EarningFact, earningPosted } from "../store/earning-event.ts";
import {
  type SettlementPosted as SettlementFact,
  settlementPosted,
} from "../store/settlement-event.ts";
import { findSettlement, Settlement } from "./settlement.ts";

@ObjectType({ implements: Event, description: "An order was settled." })
export class SettlementPosted extends Event<SettlementFact> {}

@ObjectType({ implements: Event, description: "A distributor earned an amount from an order." })
export class EarningPosted extends Event<EarningFact> {
  @Field(() => Distributor, { description: "The distributor that earned the amount." })
  async distributor(@Ctx() { loaders }: Context): Promise<Distributor | null> {
    return Distributor.of(await loaders.of(distributorsLoader).load(this.fact.distributorId));
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

@Resolver(() => Event)
export class EventFields {
  @FieldResolver(() => Settlement, {
    nullable: true,
    description:
      "The settlement of the order that caused the event. Null if no order caused it, or if you may not see it.",
  })
  settlement(@Root() { fact }: Event, @Ctx() context: Context): Promise<Settlement | null> {
    return findSettlement(context, fact.seq);
  }
}

@Resolver()
export class OrderSubscription {
  @Access(...STAFF, "SUPPLIER")
  @Subscription(() => SettlementPosted, {
    subscribe: follow(settlementPosted),
    description:
      "Sends an event for each settled order. For ADMIN, FINANCE, AUDITOR and SUPPLIER; a supplier receives the orders of its products.",
  })
  settlementPosted(
    @Root() fact: SettlementFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
  ): SettlementPosted {
    return new SettlementPosted(fact);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Subscription(() => EarningPosted, {
    subscribe: follow(earningPosted),
    description:
      "Sends an event for each amount that a distributor earns. For ADMIN, FINANCE, AUDITOR and DISTRIBUTOR; a distributor receives its own.",
  })
  earningPosted(
    @Root() fact: EarningFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
  ): EarningPosted {
    return new EarningPosted(fact);
  }
}
