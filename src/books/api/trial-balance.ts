// The trial balance: what every account held at a recorded moment, and that it sums to nothing.
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
import { momentOf } from "./moment.ts";

@ObjectType({ description: "An account that is not zero." })
class TrialBalanceLine {
  @Field(() => String, { description: "The account's name." })
  readonly account!: string;

  @Field(() => Money, { description: "Debits positive, credits negative." })
  readonly balance!: Money;
}

const TrialBalanceLineConnection = connectionOf<TrialBalanceLine>(
  "TrialBalanceLine",
  () => TrialBalanceLine,
);

@ObjectType({ description: "The sums of one asset's balances; the two are equal." })
class TrialBalanceTotals {
  @Field(() => Money)
  readonly debits!: Money;

  @Field(() => Money)
  readonly credits!: Money;
}

@ObjectType({ description: "What the accounts held after one transaction of the stream." })
class TrialBalance {
  @Field(() => DateTime, {
    description: "What was recorded up to here is in it; ask for it again to see the same.",
  })
  readonly asOf!: number;

  @Field(() => LocalDate, {
    nullable: true,
    description: "Only what has this accounting date or an earlier one; null: all.",
  })
  readonly on!: string | null;

  @Field(() => BigInteger, { description: "The last transaction that is in it; 0: none." })
  readonly seq!: number;
}

@Resolver(() => TrialBalance)
export class TrialBalanceQuery {
  @Access(...STAFF)
  @Query(() => TrialBalance)
  async trialBalance(
    @Arg("asOf", () => DateTime, { nullable: true, description: "A recorded time; default: now." })
    asOf: string | null,
    @Arg("on", () => LocalDate, {
      nullable: true,
      description: "The end of a day, by accounting date, as it stands now; not with asOf.",
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

  @FieldResolver(() => [TrialBalanceTotals], { description: "One for each asset." })
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

  @FieldResolver(() => TrialBalanceLineConnection, { description: "By name." })
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
