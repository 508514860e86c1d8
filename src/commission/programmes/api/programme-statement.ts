// The programme statement: how the bonus of one period was accrued and closed.

import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import type { Statement } from "../store/read-programme-statement.ts";

@ObjectType({
  description:
    "The programme statement of one period: opening + orders + trueUps + refunds = closing. `late` was posted after the close.",
})
export class ProgrammeStatement {
  readonly view: Statement;
  /** The supplier whose part is shown; undefined shows all members. */
  readonly supplier: string | undefined;

  @Field(() => Boolean, {
    description: "Whether the period is closed. Until then the figures still change.",
  })
  readonly closed: boolean;

  constructor(view: Statement, supplier: string | undefined) {
    this.view = view;
    this.supplier = supplier;
    this.closed = view.closing !== undefined;
  }
}

@Resolver(() => ProgrammeStatement)
export class ProgrammeStatementFields {
  @FieldResolver(() => Money, {
    description: "The bonus for sales made before the programme was published.",
  })
  opening(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.openingMinor);
  }

  @FieldResolver(() => Money, { description: "The bonus added by orders, without true-ups." })
  orders(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.ordersMinor);
  }

  @FieldResolver(() => Money, {
    description: "The changes of the bonus from reaching or leaving a band.",
  })
  trueUps(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.trueUpsMinor);
  }

  @FieldResolver(() => Money, {
    description: "The bonus taken back by refunds, without true-ups; 0 or negative.",
  })
  refunds(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.refundsMinor);
  }

  @FieldResolver(() => Money, {
    description: "The accrued bonus at the close, or so far if the period is open.",
  })
  closing(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    const { openingMinor, ordersMinor, trueUpsMinor, refundsMinor } = view;
    return settlementMoney(context, openingMinor + ordersMinor + trueUpsMinor + refundsMinor);
  }

  @FieldResolver(() => Money, {
    description:
      "The shortfall payment for a missed commitment, fixed at the close. 0 if the period is open.",
  })
  shortfall(@Root() { view, supplier }: ProgrammeStatement, @Ctx() context: Context): Money {
    const lines = view.closing?.lines ?? [];
    const own = lines.filter((line) => supplier === undefined || line.supplier === supplier);
    const sum = own.reduce((all, line) => all + BigInt(line.shortfall), 0n);
    return settlementMoney(context, sum);
  }

  @FieldResolver(() => Money, {
    description: "Changes after the close; they were posted at once.",
  })
  late(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.lateMinor);
  }

  @Access(...STAFF)
  @FieldResolver(() => LedgerTransaction, {
    nullable: true,
    description:
      "The ledger transaction of the close. Null if the period is open. For ADMIN, FINANCE and AUDITOR.",
  })
  async transaction(
    @Root() { view }: ProgrammeStatement,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction | null> {
    if (view.closing === undefined) return null;
    return new LedgerTransaction((await loaders.of(transactionsLoader).load(view.closing.seq))!);
  }
}
