// A refund as the API has it: what each share of the order gave back.
import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Access, reachOf, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import type { RefundView } from "../store/read-refunds.ts";
import { Order } from "./order.ts";
import { Share } from "./share.ts";

@ObjectType({ description: "What one share of an order gave back." })
class RefundLine {
  @Field(() => Share, { description: "What the recipient had got." })
  readonly share!: Share;

  @Field(() => Money, { description: "How much of it this refund took." })
  readonly amount!: Money;
}

@ObjectType({
  implements: Node,
  description: "An order that was given back, in part or whole. It never changes.",
})
export class Refund implements Node {
  readonly view: RefundView;
  readonly id: string;

  @Field(() => BigInteger, { description: "The sequence number of its transaction." })
  readonly seq: number;

  @Field(() => String, { description: "Unique among the network's refunds." })
  readonly ref: string;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  @Field(() => BigInteger)
  readonly quantity: number;

  constructor(view: RefundView) {
    this.view = view;
    this.id = globalId("Refund", view.seq);
    this.seq = view.seq;
    this.ref = view.ref;
    this.occurredAt = view.occurredAt;
    this.recordedAt = view.recordedAt;
    this.quantity = view.quantity;
  }
}

/** The refund if the viewer may see its order; else null. */
export async function visibleRefund(
  context: Context,
  view: RefundView | undefined,
): Promise<Refund | null> {
  if (view === undefined) return null;
  const sale = (await context.loaders.sales.load(view.orderSeq))!;
  return (await reachOf(context)).seesSale(sale) ? new Refund(view) : null;
}

@Resolver(() => Refund)
export class RefundFields {
  @FieldResolver(() => Order, { description: "What was given back." })
  async order(@Root() { view }: Refund, @Ctx() { loaders }: Context): Promise<Order> {
    return new Order((await loaders.sales.load(view.orderSeq))!);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Money, { nullable: true, description: "What went back to the buyer." })
  async gross(@Root() { view }: Refund, @Ctx() context: Context): Promise<Money> {
    const sale = (await context.loaders.sales.load(view.orderSeq))!;
    return settlementMoney(context, BigInt(view.quantity) * sale.unitPriceMinor);
  }

  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Money, { nullable: true, description: "What the supplier gave back." })
  async cost(@Root() { view }: Refund, @Ctx() context: Context): Promise<Money> {
    const sale = (await context.loaders.sales.load(view.orderSeq))!;
    return settlementMoney(context, BigInt(view.quantity) * sale.supplyPriceMinor);
  }

  @Access(...STAFF)
  @FieldResolver(() => Money, { nullable: true, description: "What the platform gave back." })
  platform(@Root() { view }: Refund, @Ctx() context: Context): Money {
    return settlementMoney(context, view.platformMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => [RefundLine], {
    nullable: true,
    description: "In the order of the order's shares. A distributor sees its own.",
  })
  async lines(@Root() { view }: Refund, @Ctx() context: Context): Promise<RefundLine[]> {
    const sale = (await context.loaders.sales.load(view.orderSeq))!;
    const seen = new Set((await reachOf(context)).sharesOf(sale));
    const lines = view.lines.map(async (line, index) => {
      const share = sale.shares[index]!;
      const { amount, asset } = line;
      if (asset === undefined) return { share, amount: settlementMoney(context, BigInt(amount)) };
      const other = (await context.loaders.assets.load(asset))!;
      return { share, amount: new Money(BigInt(amount), other) };
    });
    const own = (await Promise.all(lines)).filter(({ share }) => seen.has(share));
    return own.map(({ share, amount }) => ({ share: new Share(share), amount }));
  }

  @Access(...STAFF)
  @FieldResolver(() => LedgerTransaction, { nullable: true, description: "What was posted." })
  async transaction(
    @Root() { seq }: Refund,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction> {
    return new LedgerTransaction((await loaders.transactions.load(seq))!);
  }
}

const RefundConnection = connectionOf<Refund>("Refund", () => Refund);
const REFUNDS = new List<number>("refunds", isWhole);

@Resolver(() => Order)
export class OrderRefunds {
  @FieldResolver(() => RefundConnection, { description: "In the order of the stream." })
  async refunds(
    @Root() { view }: Order,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Refund>> {
    const page = REFUNDS.page(args);
    const rows = await loaders.refundPages.load({ of: view.seq, page });
    return REFUNDS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new Refund(row),
    );
  }
}
