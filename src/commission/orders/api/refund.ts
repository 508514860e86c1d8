// The Refund type of the API, with the amount that each share gave back.

import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { assetsLoader, transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Access, STAFF, scopeOf } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { globalId, Node } from "../../../platform/graphql/node.ts";
import { BigInteger, DateTime } from "../../../platform/graphql/scalars.ts";
import type { RefundView } from "../store/read-refunds.ts";
import { refundPagesLoader, salesLoader } from "./loaders.ts";
import { Order } from "./order.ts";
import { Share } from "./share.ts";

@ObjectType({ description: "The amount that one share of an order gave back." })
class RefundLine {
  @Field(() => Share, { description: "The share line of the order's settlement." })
  readonly share!: Share;

  @Field(() => Money, { description: "The part of the share that this refund took back." })
  readonly amount!: Money;
}

@ObjectType({
  implements: Node,
  description: "A refund of an order, in part or in full. It never changes.",
})
export class Refund implements Node {
  readonly view: RefundView;
  readonly id: string;

  @Field(() => BigInteger, { description: "The sequence number of its ledger transaction." })
  readonly seq: number;

  @Field(() => String, { description: "Unique among the refunds of the network." })
  readonly ref: string;

  @Field(() => DateTime, { description: "When the refund happened." })
  readonly occurredAt: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
  readonly recordedAt: number;

  @Field(() => BigInteger, { description: "The number of units that were refunded." })
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

/** The refund if the viewer may see its order, otherwise null. */
export async function visibleRefund(
  context: Context,
  view: RefundView | undefined,
): Promise<Refund | null> {
  if (view === undefined) return null;
  const sale = (await context.loaders.of(salesLoader).load(view.orderSeq))!;
  return (await scopeOf(context)).seesSale(sale) ? new Refund(view) : null;
}

@Resolver(() => Refund)
export class RefundFields {
  @FieldResolver(() => Order, { description: "The order that was refunded." })
  async order(@Root() { view }: Refund, @Ctx() { loaders }: Context): Promise<Order> {
    return new Order((await loaders.of(salesLoader).load(view.orderSeq))!);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => Money, {
    nullable: true,
    description: "The amount that went back to the buyer. Not visible to suppliers.",
  })
  async gross(@Root() { view }: Refund, @Ctx() context: Context): Promise<Money> {
    const sale = (await context.loaders.of(salesLoader).load(view.orderSeq))!;
    return settlementMoney(context, BigInt(view.quantity) * sale.unitPriceMinor);
  }

  @Access(...STAFF, "SUPPLIER")
  @FieldResolver(() => Money, {
    nullable: true,
    description: "The amount that the supplier gave back. Not visible to distributors.",
  })
  async cost(@Root() { view }: Refund, @Ctx() context: Context): Promise<Money> {
    const sale = (await context.loaders.of(salesLoader).load(view.orderSeq))!;
    return settlementMoney(context, BigInt(view.quantity) * sale.supplyPriceMinor);
  }

  @Access(...STAFF)
  @FieldResolver(() => Money, {
    nullable: true,
    description: "The amount that the platform gave back. For ADMIN, FINANCE and AUDITOR.",
  })
  platform(@Root() { view }: Refund, @Ctx() context: Context): Money {
    return settlementMoney(context, view.platformMinor);
  }

  @Access(...STAFF, "DISTRIBUTOR")
  @FieldResolver(() => [RefundLine], {
    nullable: true,
    description:
      "The amounts that shares gave back, in the order of the settlement's shares. A distributor sees only its own.",
  })
  async lines(@Root() { view }: Refund, @Ctx() context: Context): Promise<RefundLine[]> {
    const sale = (await context.loaders.of(salesLoader).load(view.orderSeq))!;
    const seen = new Set((await scopeOf(context)).sharesOf(sale));
    const lines = view.lines.map(async (line, index) => {
      const share = sale.shares[index]!;
      const { amount, asset } = line;
      if (asset === undefined) return { share, amount: settlementMoney(context, BigInt(amount)) };
      const other = (await context.loaders.of(assetsLoader).load(asset))!;
      return { share, amount: new Money(BigInt(amount), other) };
    });
    const own = (await Promise.all(lines)).filter(({ share }) => seen.has(share));
    return own.map(({ share, amount }) => ({ share: new Share(share), amount }));
  }

  @Access(...STAFF)
  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description: "The ledger transaction of the refund. For ADMIN, FINANCE and AUDITOR.",
  })
  async transaction(
    @Root() { seq }: Refund,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction> {
    return new LedgerTransaction((await loaders.of(transactionsLoader).load(seq))!);
  }
}

const RefundConnection = connectionOf<Refund>("Refund", () => Refund);
const REFUNDS = new List<number>("refunds", isWhole);

@Resolver(() => Order)
export class OrderRefunds {
  @FieldResolver(() => RefundConnection, { description: "The refunds of the order, oldest first." })
  async refunds(
    @Root() { view }: Order,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Refund>> {
    const page = REFUNDS.page(args);
    const rows = await loaders.of(refundPagesLoader).load({ of: view.seq, page });
    return REFUNDS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new Refund(row),
    );
  }
}
