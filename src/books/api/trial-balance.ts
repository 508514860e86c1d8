// The trial balance: the balance of every account at a recorded instant, and the totals of debits and credits.
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { pageBalancesOn, totalsOn } from "../../ledger/balances-on.ts";
import { findSeal, pageBalances, totalsAt } from "../../ledger/read-accounts.ts";
import { Access, STAFF } from "../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../platform/graphql/connection.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { Money } from "../../platform/graphql/money.ts";
import { BigInteger, DateTime, LocalDate } from "../../platform/graphql/scalars.ts";
import { accountKey, BALANCES } from "./account.ts";
import { AS_OF, momentOf } from "./moment.ts";

@ObjectType({ description: "An account with a balance other than 0." })
class TrialBalanceLine {
  @Field(() => String, { description: "The account's name." })
  readonly account!: string;

  @Field(() => Money, { description: "Debits are positive, credits negative." })
  readonly balance!: Money;
}

const TrialBalanceLineConnection = connectionOf<TrialBalanceLine>(
  "TrialBalanceLine",
  () => TrialBalanceLine,
);

@ObjectType({
  description: "The totals of the balances of one asset. Debits and credits are equal.",
})
class TrialBalanceTotals {
  @Field(() => Money, { description: "The sum of all debit balances." })
  readonly debits!: Money;

  @Field(() => Money, { description: "The sum of all credit balances, as a positive amount." })
  readonly credits!: Money;
}

@ObjectType({ description: "The balances of all accounts after one ledger transaction." })
class TrialBalance {
  @Field(() => DateTime, {
    description:
      "Transactions recorded up to this instant are counted. Pass it as `asOf` to get the same trial balance again.",
  })
  readonly asOf!: number;

  @Field(() => LocalDate, {
    nullable: true,
    description:
      "Only transactions with this accounting date or an earlier one are counted. Null: all are counted.",
  })
  readonly on!: string | null;

  @Field(() => BigInteger, {
    description: "The sequence number of the last transaction that is counted. 0 if there is none.",
  })
  readonly seq!: number;
}

@Resolver(() => TrialBalance)
export class TrialBalanceQuery {
  @Access(...STAFF)
  @Query(() => TrialBalance, {
    description: "The trial balance of the ledger. For ADMIN, FINANCE and AUDITOR.",
  })
  async trialBalance(
    @Arg("asOf", () => DateTime, AS_OF) asOf: string | null,
    @Arg("on", () => LocalDate, {
      nullable: true,
      description:
        "Count the transactions with this accounting date or an earlier one, as recorded now. May not be combined with asOf.",
    })
    on: string | null,
    @Ctx() { network }: Context,
  ): Promise<TrialBalance> {
    const at = momentOf(on, asOf);
    const instant = at !== undefined && "asOf" in at ? at.asOf : undefined;
    const day = at !== undefined && "on" in at ? at.on : null;
    const seal = await network.read((tx) => findSeal(tx, instant));
    return { asOf: instant ?? seal?.recordedAt ?? Date.now(), on: day, seq: seal?.seq ?? 0 };
  }

  @FieldResolver(() => [TrialBalanceTotals], {
    description: "The totals, one entry for each asset.",
  })
  async totals(
    @Root() { seq, on }: TrialBalance,
    @Ctx() { network }: Context,
  ): Promise<TrialBalanceTotals[]> {
    const totals = await network.read((tx) => (on === null ? totalsAt(tx, seq) : totalsOn(tx, on)));
    return totals.map(({ asset, debitsMinor, creditsMinor }) => ({
      debits: new Money(debitsMinor, asset),
      credits: new Money(creditsMinor, asset),
    }));
  }

  @FieldResolver(() => TrialBalanceLineConnection, {
    description: "The accounts with a balance other than 0, ordered by name.",
  })
  async lines(
    @Root() { seq, on }: TrialBalance,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<TrialBalanceLine>> {
    const page = BALANCES.page(args);
    const rows = await network.read((tx) =>
      on === null ? pageBalances(tx, seq, page) : pageBalancesOn(tx, on, page),
    );
    return BALANCES.connect(rows, page, accountKey, ({ name, asset, balanceMinor }) => ({
      account: name,
      balance: new Money(balanceMinor, asset),
    }));
  }
}
