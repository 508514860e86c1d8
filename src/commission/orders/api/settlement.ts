// A settlement as the API has it: what an order brought about.
import { Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { LedgerTransaction, Posting } from "../../../books/api/transaction.ts";
import { Access, reachOf, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { BigInteger, DateTime, LocalDate } from "../../../platform/graphql/scalars.ts";
import { findPlan, Plan } from "../../plans/api/plan.ts";
import type { SaleView } from "../store/read-sales.ts";
import { Sale } from "./sale.ts";
import { Share, TierChange } from "./share.ts";

@ObjectType({ implements: Node, description: "What an order brought about. It never changes." })
export class Settlement extends Sale implements Node {
  readonly id: string;

  @Field(() => BigInteger, { description: "The sequence number of its transaction." })
  readonly seq: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  @Field(() => LocalDate)
  readonly accountingDate: string;

  constructor(view: SaleView) {
    super(view);
    this.id = globalId("Settlement", view.seq);
    this.seq = view.seq;
    this.recordedAt = view.recordedAt;
    this.accountingDate = view.accountingDate;
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Money, { nullable: true, description: "quantity × unitPrice: what was paid." })
  gross(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.grossMinor);
  }

  @Access(...STAFF, "SUPPLIER")
  @Field(() => Money, { nullable: true, description: "quantity × supplyPrice: the supplier's." })
  cost(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.costMinor);
  }

  @Access(...STAFF)
  @Field(() => Money, { nullable: true, description: "gross − cost − channelFee: what is split." })
  margin(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.marginMinor);
  }

  @Access(...STAFF)
  @Field(() => Money, { nullable: true, description: "What is left of the margin." })
  platform(@Ctx() context: Context): Money {
    return settlementMoney(context, this.view.platformMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @Field(() => Int, { nullable: true, description: "Null: no ladder was in force." })
  ladderVersion(): number | null {
    return this.view.ladderVersion;
  }
}

/** The settlement of a transaction; null if it is none, or out of reach. */
export async function findSettlement(context: Context, seq: number): Promise<Settlement | null> {
  const view = await context.loaders.sales.load(seq);
  if (view === undefined || !(await reachOf(context)).seesSale(view)) return null;
  return new Settlement(view);
}

@Resolver(() => Settlement)
export class SettlementFields {
  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Plan, { nullable: true, description: "The version that was in force." })
  plan(@Root() { view }: Settlement, @Ctx() context: Context): Promise<Plan | null> {
    return findPlan(context, view.planVersion);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => [Share], {
    nullable: true,
    description: "In the order of the plan's rules. A distributor sees its own.",
  })
  async shares(@Root() { view }: Settlement, @Ctx() context: Context): Promise<Share[]> {
    return (await reachOf(context)).sharesOf(view).map((record) => new Share(record));
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => [TierChange], {
    nullable: true,
    description: "From the seller up. A distributor sees its own and its team's.",
  })
  async tierChanges(@Root() { seq }: Settlement, @Ctx() context: Context): Promise<TierChange[]> {
    const reach = await reachOf(context);
    const changes = await context.loaders.tierChanges.load(seq);
    return changes.filter((one) => reach.seesTierChange(one)).map((one) => new TierChange(one));
  }

  @Access(...STAFF)
  @FieldResolver(() => [Posting], { nullable: true })
  async postings(@Root() { seq }: Settlement, @Ctx() { loaders }: Context): Promise<Posting[]> {
    return (await loaders.postings.load(seq)).map((view) => new Posting(view));
  }

  @Access(...STAFF)
  @FieldResolver(() => LedgerTransaction, { nullable: true })
  async transaction(
    @Root() { seq }: Settlement,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction> {
    return new LedgerTransaction((await loaders.transactions.load(seq))!);
  }
}
