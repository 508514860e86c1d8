// An account's statement as the API has it: opening, what moved it with its counter-accounts, closing.
import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { reasonOf } from "../../ledger/cause.ts";
import type { AccountView } from "../../ledger/read-accounts.ts";
import {
  accountBalanceOn,
  dayBefore,
  pageStatement,
  type Range,
  type StatementKey,
  type StatementPosting,
} from "../../ledger/read-statement.ts";
import { type Connection, connectionOf, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { isWhole, List } from "../../platform/graphql/list.ts";
import { Money } from "../../platform/graphql/money.ts";
import { LocalDate } from "../../platform/graphql/scalars.ts";
import { isDay } from "./moment.ts";
import { LedgerTransaction, Posting } from "./transaction.ts";

@ObjectType({ description: "One posting of an account, as its statement shows it." })
export class StatementLine {
  readonly view: StatementPosting;
  readonly account: AccountView;

  @Field(() => LocalDate, { description: "The accounting date." })
  readonly date: string;

  @Field(() => Int)
  readonly line: number;

  @Field(() => Money, { description: "Debits positive, credits negative." })
  readonly amount: Money;

  @Field(() => Money, { description: "The account's balance after it, by accounting date." })
  readonly balance: Money;

  constructor(view: StatementPosting, account: AccountView) {
    this.view = view;
    this.account = account;
    this.date = view.day;
    this.line = view.line;
    this.amount = new Money(view.amountMinor, account.asset);
    this.balance = new Money(view.balanceMinor, account.asset);
  }
}

@Resolver(() => StatementLine)
export class StatementLineFields {
  @FieldResolver(() => LedgerTransaction)
  async transaction(
    @Root() { view }: StatementLine,
    @Ctx() { loaders }: Context,
  ): Promise<LedgerTransaction> {
    return new LedgerTransaction((await loaders.transactions.load(view.seq))!);
  }

  @FieldResolver(() => [Posting], {
    description: "The other postings of its transaction, those of other accounts and assets.",
  })
  async counterparts(
    @Root() { view }: StatementLine,
    @Ctx() { loaders }: Context,
  ): Promise<Posting[]> {
    const all = await loaders.postings.load(view.seq);
    return all.filter(({ line }) => line !== view.line).map((one) => new Posting(one));
  }

  @FieldResolver(() => String, { nullable: true, description: "Where one was given for it." })
  async reason(
    @Root() { view }: StatementLine,
    @Ctx() { loaders }: Context,
  ): Promise<string | null> {
    return reasonOf((await loaders.transactions.load(view.seq))!.cause);
  }
}

const StatementLineConnection = connectionOf<StatementLine>("StatementLine", () => StatementLine);

function isKey(key: unknown): boolean {
  if (!Array.isArray(key) || key.length !== 3) return false;
  const [day, seq, line] = key;
  return isDay(day) && isWhole(seq) && isWhole(line);
}
const STATEMENT = new List<StatementKey>("statement", isKey);

@ObjectType({ description: "opening + the amounts of the entries = closing." })
export class AccountStatement {
  readonly account: AccountView;
  readonly range: Range;

  @Field(() => LocalDate)
  readonly from: string;

  @Field(() => LocalDate)
  readonly to: string;

  constructor(account: AccountView, range: Range) {
    this.account = account;
    this.range = range;
    this.from = range.from;
    this.to = range.to;
  }
}

@Resolver(() => AccountStatement)
export class AccountStatementFields {
  @FieldResolver(() => Money, { description: "At the end of the day before." })
  opening(@Root() { account, from }: AccountStatement, @Ctx() context: Context): Promise<Money> {
    return balanceOn(context, account, dayBefore(from));
  }

  @FieldResolver(() => Money, { description: "At the end of the last day." })
  closing(@Root() { account, to }: AccountStatement, @Ctx() context: Context): Promise<Money> {
    return balanceOn(context, account, to);
  }

  @FieldResolver(() => StatementLineConnection, {
    description: "By accounting date, then in the order of the stream.",
  })
  async entries(
    @Root() { account, range }: AccountStatement,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<StatementLine>> {
    const page = STATEMENT.page(args);
    const rows = await network.read((tx) => pageStatement(tx, account.id, range, page), true);
    return STATEMENT.connect(
      rows,
      page,
      ({ day, seq, line }): StatementKey => [day, seq, line],
      (row) => new StatementLine(row, account),
    );
  }
}

async function balanceOn({ network }: Context, account: AccountView, day: string) {
  const balance = await network.read((tx) => accountBalanceOn(tx, account.id, day));
  return new Money(balance, account.asset);
}
