// A month of the books as the API has it: its closes, and what stands against the next one.
import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { isAccountKey } from "../../../books/api/account.ts";
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

const ObstacleCode = enumOf("PeriodObstacleCode", "Why a month cannot be closed.", OBSTACLES);
const WarningCode = enumOf("PeriodWarningCode", "What a month leaves open.", WARNINGS);

@ObjectType({ description: "What a close is refused for." })
class PeriodObstacle {
  @Field(() => ObstacleCode)
  readonly code!: string;

  @Field(() => String)
  readonly message!: string;
}

@ObjectType({ description: "What is worth knowing before a close, and does not stand against it." })
class PeriodWarning {
  @Field(() => WarningCode)
  readonly code!: string;

  @Field(() => String)
  readonly message!: string;
}

@ObjectType({
  description: "What an account did in a month; its closing is the next one's opening.",
})
class PeriodTotal {
  @Field(() => String, { description: "The account's name." })
  readonly account!: string;

  @Field(() => Money, { description: "Debits positive, credits negative." })
  readonly opening!: Money;

  @Field(() => Money)
  readonly debits!: Money;

  @Field(() => Money)
  readonly credits!: Money;

  @Field(() => Money, { description: "opening + debits − credits." })
  readonly closing!: Money;
}

const PeriodTotalConnection = connectionOf<PeriodTotal>("PeriodTotal", () => PeriodTotal);
const TOTALS = new List<readonly [string, string]>("period-totals", isAccountKey);

@ObjectType({ description: "A close of a month. It never changes." })
export class PeriodClose {
  readonly view: PeriodCloseView;

  @Field(() => DateTime)
  readonly closedAt: number;

  @Field(() => Int, { description: "How many accounts moved in it or were not zero after it." })
  readonly accounts: number;

  @Field(() => DateTime, { nullable: true, description: "Null while it stands." })
  readonly reopenedAt: number | null;

  @Field(() => String, { nullable: true, description: "Why it was reopened." })
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
  @FieldResolver(() => LedgerTransaction)
  async transaction(
    @Root() { view }: PeriodClose,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction> {
    return new LedgerTransaction((await loaders.transactions.load(view.seq))!);
  }

  @FieldResolver(() => PeriodTotalConnection, { description: "As they were then, by name." })
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
  /** Its first day. */
  readonly from: string;

  @Field(() => String, { description: "Such as 2026-01." })
  readonly month: string;

  @Field(() => Boolean)
  readonly closed: boolean;

  @Field(() => [PeriodClose], { description: "Its closes; all but the last were reopened." })
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
    description: "What stands against closing it now; its postings are verified for that.",
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

  @FieldResolver(() => [PeriodWarning])
  warnings(@Root() { from }: Period, @Ctx() { network }: Context): Promise<PeriodWarning[]> {
    return network.read((tx) => findWarnings(network, tx, from));
  }
}
