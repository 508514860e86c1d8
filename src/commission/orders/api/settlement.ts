// The Settlement type of the API: the result of settling an order.

import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { postingsLoader, transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction, Posting } from "../../../books/api/transaction.ts";
import { Access, STAFF, scopeOf } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { BigInteger, DateTime, LocalDate } from "../../../platform/graphql/scalars.ts";
import { findPlan, Plan } from "../../plans/api/plan.ts";
import { tierChangesLoader } from "../../tiers/api/loaders.ts";
import { TierChange } from "../../tiers/api/tier-change.ts";
import type { SaleView } from "../store/sale-view.ts";
import { salesLoader } from "./loaders.ts";
import { Sale } from "./sale.ts";
import { Share } from "./share.ts";

@ObjectType({
  implements: Node,
  description:
    "The result of settling an order: the amounts, the share lines and the tier changes. It never changes.",
})
export class Settlement extends Sale implements Node {
  readonly id: string;

  @Field(() => BigInteger, { description: "The sequence number of its ledger transaction." })
  readonly seq: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
  readonly recordedAt: number;

  @Field(() => LocalDate, {
    description:
      "The day on which the books count it: the local day of occurredAt, or the first open day if that month is closed.",
  })
  readonly accountingDate: string;

  constructor(view: SaleView) {
    super(view);
    this.id = globalId("Settlement", view.seq);
    this.seq = view.seq;
    this.recordedAt = view.recordedAt;
    this.accountingDate = view.accountingDate;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Money, {
    nullable: true,
    description: "quantity × unitPrice: the amount that the buyer paid. Not visible to suppliers.",
  })
  gross(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.grossMinor);
  }

  @Access(...STAFF, "SUPPLIER")
  @Field(() => Money, {
    nullable: true,
    description:
      "quantity × supplyPrice: the amount owed to the supplier. Not visible to distributors.",
  })
  cost(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.costMinor);
  }

  @Access(...STAFF)
  @Field(() => Money, {
    nullable: true,
    description:
      "gross − cost − channelFee: the amount that the plan splits. For ADMIN, FINANCE and AUDITOR.",
  })
  margin(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.marginMinor);
  }

  @Access(...STAFF)
  @Field(() => Money, {
    nullable: true,
    description:
      "The part of the margin that stays with the platform. For ADMIN, FINANCE and AUDITOR.",
  })
  platform(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.platformMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Int, {
    nullable: true,
    description: "The version of the tier ladder in force. Null if no ladder was in force.",
  })
  ladderVersion(): number | null {
    return this.view.ladderVersion;
  }
}

/** The settlement with this sequence number; null if the transaction is not one or the viewer may not see it. */
export async function findSettlement(context: Context, seq: number): Promise<Settlement | null> {
  const view = await context.loaders.of(salesLoader).load(seq);
  if (view === undefined || !(await scopeOf(context)).seesSale(view)) return null;
  return new Settlement(view);
}

@Resolver(() => Settlement)
export class SettlementFields {
  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Plan, {
    nullable: true,
    description: "The commission plan version that was in force.",
  })
  plan(@Root() { view }: Settlement, @Ctx() context: Context): Promise<Plan | null> {
    return findPlan(context, view.planVersion);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => [Share], {
    nullable: true,
    description:
      "The share lines in the order of the plan's rules. A distributor sees only its own lines.",
  })
  async shares(@Root() { view }: Settlement, @Ctx() context: Context): Promise<Share[]> {
    return (await scopeOf(context)).sharesOf(view).map((record) => new Share(record));
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => [TierChange], {
    nullable: true,
    description:
      "The upgrades that the order caused, from the seller upwards. A distributor sees its own and those of its team.",
  })
  async tierChanges(@Root() { seq }: Settlement, @Ctx() context: Context): Promise<TierChange[]> {
    const scope = await scopeOf(context);
    const changes = await context.loaders.of(tierChangesLoader).load(seq);
    return changes.filter((one) => scope.seesTierChange(one)).map((one) => new TierChange(one));
  }

  @Access(...STAFF)
  @FieldResolver(() => [Posting], {
    nullable: true,
    description: "The ledger postings of the settlement. For ADMIN, FINANCE and AUDITOR.",
  })
  async postings(@Root() { seq }: Settlement, @Ctx() { loaders }: Context): Promise<Posting[]> {
    return (await loaders.of(postingsLoader).load(seq)).map((view) => new Posting(view));
  }

  @Access(...STAFF)
  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The ledger transaction of the settlement. For ADMIN, FINANCE and AUDITOR.",
  })
  async transaction(
    @Root() { seq }: Settlement,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction> {
    return new LedgerTransaction((await loaders.of(transactionsLoader).load(seq))!);
  }
}
