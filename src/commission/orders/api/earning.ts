// A distributor's earnings: what each order brought it, and each refund took back.
import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import type { EarningView } from "../store/read-earnings.ts";
import { Refund } from "./refund.ts";
import { Settlement } from "./settlement.ts";

@ObjectType({
  description: "What an order brought a distributor, available or pending, or a refund took back.",
})
class Earning {
  readonly view: EarningView;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  constructor(view: EarningView) {
    this.view = view;
    this.occurredAt = view.occurredAt;
    this.recordedAt = view.recordedAt;
  }
}

const EarningConnection = connectionOf<Earning>("Earning", () => Earning);

const EARNINGS = new List<number>("earnings", isWhole);

@Resolver(() => Earning)
export class EarningFields {
  @FieldResolver(() => Money, {
    description: "All of its shares in the order together; below zero where they were taken back.",
  })
  amount(@Root() { view }: Earning, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, { description: "What it then had available." })
  balance(@Root() { view }: Earning, @Ctx() context: Context): Money {
    return settlementMoney(context, view.balanceMinor);
  }

  @FieldResolver(() => Settlement, { description: "Of the order." })
  async settlement(@Root() { view }: Earning, @Ctx() { loaders }: Context): Promise<Settlement> {
    return new Settlement((await loaders.sales.load(view.orderSeq))!);
  }

  @FieldResolver(() => Refund, { nullable: true, description: "Where it was taken back." })
  async refund(@Root() { view }: Earning, @Ctx() { loaders }: Context): Promise<Refund | null> {
    const refund = view.seq === view.orderSeq ? undefined : await loaders.refunds.load(view.seq);
    return refund === undefined ? null : new Refund(refund);
  }
}

@Resolver(() => Distributor)
export class DistributorEarnings {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => EarningConnection, {
    nullable: true,
    description: "In the order of the stream: `last` has the newest.",
  })
  async earnings(
    @Root() { code }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Earning>> {
    const page = EARNINGS.page(args);
    const rows = await loaders.earnings.load({ of: code, page });
    return EARNINGS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new Earning(row),
    );
  }
}
