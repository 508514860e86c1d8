// A distributor's earnings in the API: the amount from each order and the amount that each refund took back.

import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import type { EarningView } from "../store/read-earnings.ts";
import { earningsLoader, refundsLoader, salesLoader } from "./loaders.ts";
import { Refund } from "./refund.ts";
import { Settlement } from "./settlement.ts";

@ObjectType({
  description: "The amount that an order earned for a distributor, or that a refund took back.",
})
class Earning {
  readonly view: EarningView;

  @Field(() => DateTime, { description: "When the order or refund happened." })
  readonly occurredAt: number;

  @Field(() => DateTime, { description: "When it was written to the ledger." })
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
    description:
      "The sum of the distributor's shares in the order. Negative if a refund took it back.",
  })
  amount(@Root() { view }: Earning, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, {
    description: "The distributor's available balance after this transaction.",
  })
  balance(@Root() { view }: Earning, @Ctx() context: Context): Money {
    return settlementMoney(context, view.balanceMinor);
  }

  @FieldResolver(() => Settlement, { description: "The settlement of the order." })
  async settlement(@Root() { view }: Earning, @Ctx() { loaders }: Context): Promise<Settlement> {
    return new Settlement((await loaders.of(salesLoader).load(view.orderSeq))!);
  }

  @FieldResolver(() => Refund, {
    nullable: true,
    description: "The refund that took the amount back. Null if the order itself earned it.",
  })
  async refund(@Root() { view }: Earning, @Ctx() { loaders }: Context): Promise<Refund | null> {
    const refund =
      view.seq === view.orderSeq ? undefined : await loaders.of(refundsLoader).load(view.seq);
    return refund === undefined ? null : new Refund(refund);
  }
}

@Resolver(() => Distributor)
export class DistributorEarnings {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => EarningConnection, {
    nullable: true,
    description:
      "The distributor's earnings, oldest first; use `last` for the newest. A distributor may read it only of itself.",
  })
  async earnings(
    @Root() { code }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Earning>> {
    const page = EARNINGS.page(args);
    const rows = await loaders.of(earningsLoader).load({ of: code, page });
    return EARNINGS.connect(
      rows,
      page,
      ({ seq }) => seq,
      (row) => new Earning(row),
    );
  }
}
