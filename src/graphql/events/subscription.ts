// Subscriptions: the events of one kind that the viewer may see, first replayed from a cursor, then live.
import { Arg, Ctx, Resolver, Root, Subscription } from "type-graphql";
import type {
  AlertRaised as AlertFact,
  EarningPosted as EarningFact,
  EventKind,
  FeedEvent,
  PayoutChanged as PayoutFact,
  RebateAccrued as RebateFact,
  SettlementPosted as SettlementFact,
  TierChanged as TierFact,
} from "../../events/event.ts";
import { Access, ANYONE, reachOf, STAFF } from "../access.ts";
import type { Context } from "../context.ts";
import { Cursor } from "../scalars.ts";
import {
  AlertRaised,
  EarningPosted,
  PayoutChanged,
  RebateAccrued,
  SettlementPosted,
  TierChanged,
} from "./event.ts";

const AFTER = {
  nullable: true,
  description:
    "Replays the events after this cursor, then continues live without a gap. Default: only new events.",
};

@Resolver()
export class EventSubscription {
  @Access(...STAFF, "SUPPLIER")
  @Subscription(() => SettlementPosted, {
    subscribe: follow("SETTLEMENT_POSTED"),
    description:
      "Sends an event for each settled order. For ADMIN, FINANCE, AUDITOR and SUPPLIER; a supplier receives the orders of its products.",
  })
  settlementPosted(
    @Root() fact: SettlementFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): SettlementPosted {
    loaders.forget();
    return new SettlementPosted(fact);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Subscription(() => EarningPosted, {
    subscribe: follow("EARNING_POSTED"),
    description:
      "Sends an event for each amount that a distributor earns. For ADMIN, FINANCE, AUDITOR and DISTRIBUTOR; a distributor receives its own.",
  })
  earningPosted(
    @Root() fact: EarningFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): EarningPosted {
    loaders.forget();
    return new EarningPosted(fact);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Subscription(() => TierChanged, {
    subscribe: follow("TIER_CHANGED"),
    description:
      "Sends an event for each tier change. For ADMIN, FINANCE, AUDITOR and DISTRIBUTOR; a distributor receives its own and those of its team.",
  })
  tierChanged(
    @Root() fact: TierFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): TierChanged {
    loaders.forget();
    return new TierChanged(fact);
  }

  @Access(...STAFF, "SUPPLIER")
  @Subscription(() => RebateAccrued, {
    subscribe: follow("REBATE_ACCRUED"),
    description:
      "Sends an event for each change of a volume bonus. For ADMIN, FINANCE, AUDITOR and SUPPLIER; a supplier receives its own.",
  })
  rebateAccrued(
    @Root() fact: RebateFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): RebateAccrued {
    loaders.forget();
    return new RebateAccrued(fact);
  }

  @Access(...STAFF)
  @Subscription(() => AlertRaised, {
    subscribe: follow("ALERT_RAISED"),
    description:
      "Sends an event when custody no longer covers the amounts owed. For ADMIN, FINANCE and AUDITOR.",
  })
  alertRaised(
    @Root() fact: AlertFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): AlertRaised {
    loaders.forget();
    return new AlertRaised(fact);
  }

  @Access(...ANYONE)
  @Subscription(() => PayoutChanged, {
    subscribe: follow("PAYOUT_CHANGED"),
    description:
      "Sends an event for each new payout and each change of its status. Distributors and suppliers receive their own.",
  })
  payoutChanged(
    @Root() fact: PayoutFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): PayoutChanged {
    loaders.forget();
    return new PayoutChanged(fact);
  }
}

interface Started {
  readonly context: Context;
  readonly args: { readonly after?: string | null };
}

function follow(kind: EventKind) {
  return async ({ context, args }: Started): Promise<AsyncIterable<FeedEvent>> => {
    const { scope } = await reachOf(context);
    const feed = context.feeds.of(context.network);
    return feed.subscribe({ kinds: [kind], scope, after: args.after });
  };
}
