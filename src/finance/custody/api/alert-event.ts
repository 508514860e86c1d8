// Alerts of custody as events of the API.
import { Arg, Ctx, Field, ObjectType, Resolver, Root, Subscription } from "type-graphql";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { AFTER, Event, follow } from "../../../platform/graphql/event.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Cursor } from "../../../platform/graphql/scalars.ts";
import { type AlertRaised as AlertFact, alertRaised } from "../store/alert-event.ts";

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

@Resolver()
export class AlertRaisedSubscription {
  @Access(...STAFF)
  @Subscription(() => AlertRaised, {
    subscribe: follow(alertRaised),
    description:
      "Sends an event when custody no longer covers the amounts owed. For ADMIN, FINANCE and AUDITOR.",
  })
  alertRaised(
    @Root() fact: AlertFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
  ): AlertRaised {
    return new AlertRaised(fact);
  }
}
