// The statement of a programme's period: what it opened with, what moved it, and what it closed at.
import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import type { Statement } from "../store/read-programme-statement.ts";

@ObjectType({
  description: "opening + orders + trueUps + refunds = closing; `late` was posted after the close.",
})
export class ProgrammeStatement {
  readonly view: Statement;
  /** Whose part it is; all members' without one. */
  readonly supplier: string | undefined;

  @Field(() => Boolean, { description: "Until it is closed it still moves." })
  readonly closed: boolean;

  constructor(view: Statement, supplier: string | undefined) {
    this.view = view;
    this.supplier = supplier;
    this.closed = view.closing !== undefined;
  }
}

@Resolver(() => ProgrammeStatement)
export class ProgrammeStatementFields {
  @FieldResolver(() => Money, { description: "Of what had been sold when it was published." })
  opening(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.openingMinor);
  }

  @FieldResolver(() => Money, { description: "The orders' own parts." })
  orders(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.ordersMinor);
  }

  @FieldResolver(() => Money, { description: "What crossing a band brought or took beyond that." })
  trueUps(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.trueUpsMinor);
  }

  @FieldResolver(() => Money, { description: "The refunds' own parts, below zero." })
  refunds(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.refundsMinor);
  }

  @FieldResolver(() => Money, {
    description: "What had accrued when it was closed, or has so far.",
  })
  closing(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    const { openingMinor, ordersMinor, trueUpsMinor, refundsMinor } = view;
    return settlementMoney(context, openingMinor + ordersMinor + trueUpsMinor + refundsMinor);
  }

  @FieldResolver(() => Money, { description: "What the committing side owed at the close." })
  shortfall(@Root() { view, supplier }: ProgrammeStatement, @Ctx() context: Context): Money {
    const lines = view.closing?.lines ?? [];
    const own = lines.filter((line) => supplier === undefined || line.supplier === supplier);
    const sum = own.reduce((all, line) => all + BigInt(line.shortfall), 0n);
    return settlementMoney(context, sum);
  }

  @FieldResolver(() => Money, {
    description: "What changed after the close, and was posted at once.",
  })
  late(@Root() { view }: ProgrammeStatement, @Ctx() context: Context): Money {
    return settlementMoney(context, view.lateMinor);
  }

  @Access(...STAFF)
  @FieldResolver(() => LedgerTransaction, { nullable: true, description: "The close." })
  async transaction(
    @Root() { view }: ProgrammeStatement,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction | null> {
    if (view.closing === undefined) return null;
    return new LedgerTransaction((await loaders.transactions.load(view.closing.seq))!);
  }
}
