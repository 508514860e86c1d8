// Subscriptions: the events of one kind that a viewer may see, replayed from a cursor and then live.
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
} from "../../platform/feed/event.ts";
import { Access, ANYONE, reachOf, STAFF } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { Cursor } from "../../platform/graphql/scalars.ts";
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
  description: "The events since then come first. Without it, only those from now on.",
};

@Resolver()
export class EventSubscription {
  @Access(...STAFF, "SUPPLIER")
  @Subscription(() => SettlementPosted, { subscribe: follow("SETTLEMENT_POSTED") })
  settlementPosted(
    @Root() fact: SettlementFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): SettlementPosted {
    loaders.forget();
    return new SettlementPosted(fact);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Subscription(() => EarningPosted, { subscribe: follow("EARNING_POSTED") })
  earningPosted(
    @Root() fact: EarningFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): EarningPosted {
    loaders.forget();
    return new EarningPosted(fact);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Subscription(() => TierChanged, { subscribe: follow("TIER_CHANGED") })
  tierChanged(
    @Root() fact: TierFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): TierChanged {
    loaders.forget();
    return new TierChanged(fact);
  }

  @Access(...STAFF, "SUPPLIER")
  @Subscription(() => RebateAccrued, { subscribe: follow("REBATE_ACCRUED") })
  rebateAccrued(
    @Root() fact: RebateFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): RebateAccrued {
    loaders.forget();
    return new RebateAccrued(fact);
  }

  @Access(...STAFF)
  @Subscription(() => AlertRaised, { subscribe: follow("ALERT_RAISED") })
  alertRaised(
    @Root() fact: AlertFact,
    @Arg("after", () => Cursor, AFTER) _after: string | null,
    @Ctx() { loaders }: Context,
  ): AlertRaised {
    loaders.forget();
    return new AlertRaised(fact);
  }

  @Access(...ANYONE)
  @Subscription(() => PayoutChanged, { subscribe: follow("PAYOUT_CHANGED") })
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
