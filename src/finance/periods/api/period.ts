// The Period type of the API: a month of the books with its closes, and what blocks the next close.

import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { isAccountKey } from "../../../books/api/account.ts";
import { transactionsLoader } from "../../../books/api/loaders.ts";
import { LedgerTransaction } from "../../../books/api/transaction.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { List } from "../../../platform/graphql/list.ts";
import { Money } from "../../../platform/graphql/money.ts";
import { DateTime } from "../../../platform/graphql/scalars.ts";
import { findMismatches, findObstacles, OBSTACLES } from "../store/close-checks.ts";
import { findWarnings, WARNINGS } from "../store/close-warnings.ts";
import { type PeriodCloseView, pagePeriodTotals } from "../store/read-periods.ts";

const ObstacleCode = enumOf("PeriodObstacleCode", "Why a month cannot be closed.", OBSTACLES, {
  NOT_OVER: "The month has not ended.",
  OUT_OF_ORDER: "An earlier month must be closed first.",
  PENDING_RELEASES: "Earnings that are due in the month are not released yet.",
  OPEN_DIFFERENCES: "Reconciliation differences up to the end of the month are not explained.",
  MISMATCH: "The postings of the month do not add up.",
});
const WarningCode = enumOf("PeriodWarningCode", "Open work in a month.", WARNINGS, {
  PROGRAMME_OPEN: "A programme period that ends with the month is not closed.",
  WINDOW_OPEN: "The tier ladder is not closed for the month.",
  PAYOUT_OPEN: "A payout is not finished.",
  ADJUSTMENT_OPEN: "An adjustment is not decided.",
  SUSPENSE_OPEN: "Money in the suspense account is not explained.",
});

@ObjectType({ description: "A reason why a month cannot be closed." })
class PeriodObstacle {
  @Field(() => ObstacleCode, { description: "The kind of the reason." })
  readonly code!: string;

  @Field(() => String, { description: "The reason in words." })
  readonly message!: string;
}

@ObjectType({ description: "Open work in a month. It does not block the close." })
class PeriodWarning {
  @Field(() => WarningCode, { description: "The kind of the open work." })
  readonly code!: string;

  @Field(() => String, { description: "What is open, in words." })
  readonly message!: string;
}

@ObjectType({
  description:
    "The totals of one account in a month. The closing balance is the opening balance of the next month.",
})
class PeriodTotal {
  @Field(() => String, { description: "The account's name." })
  readonly account!: string;

  @Field(() => Money, {
    description: "The balance before the month. Debits are positive, credits negative.",
  })
  readonly opening!: Money;

  @Field(() => Money, { description: "The sum of the month's debits." })
  readonly debits!: Money;

  @Field(() => Money, { description: "The sum of the month's credits, as a positive amount." })
  readonly credits!: Money;

  @Field(() => Money, { description: "opening + debits − credits." })
  readonly closing!: Money;
}

const PeriodTotalConnection = connectionOf<PeriodTotal>("PeriodTotal", () => PeriodTotal);
const TOTALS = new List<readonly [string, string]>("period-totals", isAccountKey);

@ObjectType({
  description: "A close of a month. It never changes, except that it can be reopened once.",
})
export class PeriodClose {
  readonly view: PeriodCloseView;

  @Field(() => DateTime, { description: "When the month was closed." })
  readonly closedAt: number;

  @Field(() => Int, {
    description: "The number of accounts with postings in the month or a balance after it.",
  })
  readonly accounts: number;

  @Field(() => DateTime, {
    nullable: true,
    description: "When the month was reopened. Null if this close is still in force.",
  })
  readonly reopenedAt: number | null;

  @Field(() => String, {
    nullable: true,
    description: "Why the month was reopened. Null if it was not.",
  })
  readonly reason: string | null;

  constructor(view: PeriodCloseView) {
    this.view = view;
    this.closedAt = view.closedAt;
    this.accounts = view.accounts;
    this.reopenedAt = view.reopenedAt;
    this.reason = view.reason;
  }
}

@Resolver(() => PeriodClose)
export class PeriodCloseFields {
  @FieldResolver(() => LedgerTransaction, { description: "The ledger transaction of the close." })
  async transaction(
    @Root() { view }: PeriodClose,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction> {
    return new LedgerTransaction((await loaders.of(transactionsLoader).load(view.seq))!);
  }

  @FieldResolver(() => PeriodTotalConnection, {
    description: "The account totals at the time of the close, ordered by account name.",
  })
  async totals(
    @Root() { view }: PeriodClose,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<PeriodTotal>> {
    const page = TOTALS.page(args);
    const rows = await network.read((tx) => pagePeriodTotals(tx, view.seq, page));
    return TOTALS.connect(
      rows,
      page,
      ({ account, asset }) => [account, asset.code],
      ({ account, asset, ...sums }) => ({
        account,
        opening: new Money(sums.openingMinor, asset),
        debits: new Money(sums.debitsMinor, asset),
        credits: new Money(sums.creditsMinor, asset),
        closing: new Money(sums.closingMinor, asset),
      }),
    );
  }
}

@ObjectType({ description: "A month of the books, by accounting date." })
export class Period {
  /** The first day of the month. */
  readonly from: string;

  @Field(() => String, { description: "The month, such as 2026-01." })
  readonly month: string;

  @Field(() => Boolean, { description: "Whether the month is closed now." })
  readonly closed: boolean;

  @Field(() => [PeriodClose], {
    description: "The closes of the month, oldest first. All but the last have been reopened.",
  })
  readonly closes: readonly PeriodClose[];

  constructor(from: string, views: readonly PeriodCloseView[]) {
    this.from = from;
    this.month = from.slice(0, 7);
    this.closes = views.map((view) => new PeriodClose(view));
    this.closed = this.closes.some(({ reopenedAt }) => reopenedAt === null);
  }
}

@Resolver(() => Period)
export class PeriodFields {
  @FieldResolver(() => [PeriodObstacle], {
    description:
      "The reasons why the month cannot be closed now. To find them, all postings of the month are verified.",
  })
  obstacles(
    @Root() { from, closed }: Period,
    @Ctx() { network }: Context,
  ): Promise<PeriodObstacle[]> | PeriodObstacle[] {
    if (closed) return [];
    return network.read(
      async (tx) => [
        ...(await findObstacles(network, tx, from, Date.now())),
        ...(await findMismatches(tx, from)),
      ],
      true,
    );
  }

  @FieldResolver(() => [PeriodWarning], {
    description: "Open work in the month that does not block the close.",
  })
  warnings(@Root() { from }: Period, @Ctx() { network }: Context): Promise<PeriodWarning[]> {
    return network.read((tx) => findWarnings(network, tx, from));
  }
}
