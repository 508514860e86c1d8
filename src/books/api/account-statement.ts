// The account statement in the API: opening balance, entries with their counterparts, closing balance.

import { Args, Ctx, Field, FieldResolver, Int, ObjectType, Resolver, Root } from "type-graphql";
import { type Days, dayBefore } from "../../kernel/days.ts";
import { reasonOf } from "../../ledger/cause.ts";
import {
  type AccountStatementKey,
  type AccountStatementPosting,
  pageAccountStatement,
} from "../../ledger/read-account-statement.ts";
import type { AccountView } from "../../ledger/read-accounts.ts";
import { type Connection, connectionOf, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { isWhole, List } from "../../platform/graphql/list.ts";
import { Money } from "../../platform/graphql/money.ts";
import { LocalDate } from "../../platform/graphql/scalars.ts";
import { accountBalancesOnLoader, causesLoader, postingsLoader } from "./loaders.ts";
import { isDay } from "./moment.ts";
import { LedgerTransaction, Posting } from "./transaction.ts";

@ObjectType({ description: "An entry of an account statement: one posting of the account." })
export class StatementLine {
  readonly view: AccountStatementPosting;
  readonly account: AccountView;

  @Field(() => LocalDate, { description: "The accounting date." })
  readonly date: string;

  @Field(() => Int, { description: "The number of the posting in its transaction." })
  readonly line: number;

  @Field(() => Money, { description: "Debits are positive, credits negative." })
  readonly amount: Money;

  @Field(() => Money, {
    description: "The account's balance after this entry, in the order of the statement.",
  })
  readonly balance: Money;

  constructor(view: AccountStatementPosting, account: AccountView) {
    this.view = view;
    this.account = account;
    this.date = view.transaction.accountingDate;
    this.line = view.line;
    this.amount = new Money(view.amountMinor, account.asset);
    this.balance = new Money(view.balanceMinor, account.asset);
  }
}

@Resolver(() => StatementLine)
export class StatementLineFields {
  @FieldResolver(() => LedgerTransaction, { description: "The ledger transaction of the posting." })
  transaction(@Root() { view }: StatementLine): LedgerTransaction {
    return new LedgerTransaction(view.transaction);
  }

  @FieldResolver(() => [Posting], {
    description: "The other postings of the same transaction, in all accounts and assets.",
  })
  async counterparts(
    @Root() { view }: StatementLine,
    @Ctx() { loaders }: Context,
  ): Promise<Posting[]> {
    const all = await loaders.of(postingsLoader).load(view.transaction.seq);
    return all.filter(({ line }) => line !== view.line).map((one) => new Posting(one));
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "The reason that was given for the transaction, if any.",
  })
  async reason(
    @Root() { view }: StatementLine,
    @Ctx() { loaders }: Context,
  ): Promise<string | null> {
    return reasonOf(await loaders.of(causesLoader).load(view.transaction.seq));
  }
}

const StatementLineConnection = connectionOf<StatementLine>("StatementLine", () => StatementLine);

function isKey(key: unknown): boolean {
  if (!Array.isArray(key) || key.length !== 3) return false;
  const [day, seq, line] = key;
  return isDay(day) && isWhole(seq) && isWhole(line);
}
const STATEMENT = new List<AccountStatementKey>("statement", isKey);

@ObjectType({
  description:
    "An account statement over a range of accounting dates: opening + the sum of the entries = closing.",
})
export class AccountStatement {
  readonly account: AccountView;
  readonly days: Days;

  @Field(() => LocalDate, { description: "The first accounting date." })
  readonly from: string;

  @Field(() => LocalDate, { description: "The last accounting date, included." })
  readonly to: string;

  constructor(account: AccountView, days: Days) {
    this.account = account;
    this.days = days;
    this.from = days.from;
    this.to = days.to;
  }
}

@Resolver(() => AccountStatement)
export class AccountStatementFields {
  @FieldResolver(() => Money, {
    description:
      "The balance at the end of the day before `from`. Debits are positive, credits negative.",
  })
  opening(@Root() { account, from }: AccountStatement, @Ctx() context: Context): Promise<Money> {
    return balanceOn(context, account, dayBefore(from));
  }

  @FieldResolver(() => Money, {
    description: "The balance at the end of the day `to`. Debits are positive, credits negative.",
  })
  closing(@Root() { account, to }: AccountStatement, @Ctx() context: Context): Promise<Money> {
    return balanceOn(context, account, to);
  }

  @FieldResolver(() => StatementLineConnection, {
    description: "The entries by accounting date, then by sequence number.",
  })
  async entries(
    @Root() { account, days }: AccountStatement,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<StatementLine>> {
    const page = STATEMENT.page(args);
    const rows = await network.lookUp((tx) => pageAccountStatement(tx, account.id, days, page));
    return STATEMENT.connect(
      rows,
      page,
      ({ transaction, line }): AccountStatementKey => [
        transaction.accountingDate,
        transaction.seq,
        line,
      ],
      (row) => new StatementLine(row, account),
    );
  }
}

async function balanceOn({ loaders }: Context, { id, asset }: AccountView, day: string) {
  const key = { accountId: id, day };
  return new Money(await loaders.of(accountBalancesOnLoader).load(key), asset);
}
