// The ComplianceReport type of the API and its parts.

import { Ctx, Field, Int, ObjectType } from "type-graphql";
import { Distributor } from "../../network/api/distributor.ts";
import { distributorsByCodeLoader } from "../../network/api/loaders.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../platform/graphql/money.ts";
import { BigInteger, Decimal, LocalDate } from "../../platform/graphql/scalars.ts";
import {
  type Chain,
  downlineRate,
  type Income,
  isAtMeasure,
  type LevelPaid,
  type PairPaid,
  type ComplianceReport as Report,
} from "../engine/report.ts";

async function distributorOf({ loaders }: Context, code: string): Promise<Distributor | null> {
  return Distributor.of(await loaders.of(distributorsByCodeLoader).load(code));
}

@ObjectType({ description: "The shares paid at one level, after refunds." })
class LevelPayments {
  readonly paid: LevelPaid;

  @Field(() => Int, { description: "0 is the seller, 1 its parent, and so on." })
  readonly level: number;

  @Field(() => BigInteger, { description: "The number of shares above 0." })
  readonly lines: number;

  constructor(paid: LevelPaid) {
    this.paid = paid;
    this.level = paid.level;
    this.lines = paid.lines;
  }

  @Field(() => Money, { description: "The sum of the shares." })
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.paid.amountMinor);
  }
}

@ObjectType({
  description: "Income from own sales (level 0) and from sales of the downline.",
})
class IncomeSources {
  readonly income: Income;

  @Field(() => Decimal, {
    description:
      "The part of the income that comes from the downline, from 0 to 1, rounded down to 6 decimals.",
  })
  readonly downlineShare: string;

  constructor(income: Income) {
    this.income = income;
    this.downlineShare = downlineRate(income).toFixed();
  }

  @Field(() => Money, { description: "Income from own sales." })
  own(@Ctx() context: Context): Money {
    return settlementMoney(context, this.income.ownMinor);
  }

  @Field(() => Money, { description: "Income from sales of the downline." })
  downline(@Ctx() context: Context): Money {
    return settlementMoney(context, this.income.downlineMinor);
  }
}

@ObjectType({
  description: "One distributor's income from own sales (level 0) and from sales of its downline.",
})
class DistributorIncome extends IncomeSources {
  readonly code: string;

  constructor(income: Report["distributors"][number]) {
    super(income);
    this.code = income.distributor;
  }

  @Field(() => Distributor, { description: "The distributor that received the income." })
  distributor(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.code);
  }
}

@ObjectType({ description: "The amount that one distributor received from the sales of another." })
class PairPayments {
  readonly pair: PairPaid;

  constructor(pair: PairPaid) {
    this.pair = pair;
  }

  @Field(() => Distributor, { description: "The distributor that received the amount." })
  recipient(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.pair.recipient);
  }

  @Field(() => Distributor, { description: "The distributor that made the sales." })
  seller(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.pair.seller);
  }

  @Field(() => Money, { description: "The sum of the shares, after refunds." })
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.pair.amountMinor);
  }
}

@ObjectType({
  description: "A recipient, the sellers whose sales paid it, and all distributors between them.",
})
class PaidChain {
  readonly chain: Chain;

  @Field(() => Int, { description: "The number of distributors in the chain, with the recipient." })
  readonly people: number;

  @Field(() => Int, { description: "The number of levels of the chain, with the recipient's own." })
  readonly levels: number;

  @Field(() => Boolean, {
    description:
      "Whether the chain has at least 30 people in at least 3 levels, the measure of 公通字〔2013〕37号.",
  })
  readonly atMeasure: boolean;

  constructor(chain: Chain) {
    this.chain = chain;
    this.people = chain.people;
    this.levels = chain.levels;
    this.atMeasure = isAtMeasure(chain);
  }

  @Field(() => Distributor, { description: "The distributor at the top of the chain." })
  recipient(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.chain.recipient);
  }
}

@ObjectType({
  description:
    "How many levels were paid for the orders of a period, and who received the money, after refunds. Each list has at most 20 entries, except levelPayments.",
})
export class ComplianceReport {
  @Field(() => LocalDate, { description: "The first accounting date." })
  readonly from: string;

  @Field(() => LocalDate, { description: "The last accounting date, included." })
  readonly to: string;

  @Field(() => Int, { description: "The number of orders of the period, with refunded ones." })
  readonly orders: number;

  @Field(() => [LevelPayments], { description: "The shares paid, by level." })
  readonly levelPayments: readonly LevelPayments[];

  @Field(() => IncomeSources, { description: "The income of all distributors together." })
  readonly income: IncomeSources;

  @Field(() => [DistributorIncome], {
    description:
      "The distributors with the highest downlineShare, then with the highest amount from the downline.",
  })
  readonly downlineIncomes: readonly DistributorIncome[];

  @Field(() => [PairPayments], {
    description: "The pairs of recipient and seller with the largest amounts.",
  })
  readonly largestPairs: readonly PairPayments[];

  @Field(() => [PaidChain], {
    description: "The largest chains: those at the measure first, then by the number of people.",
  })
  readonly largestChains: readonly PaidChain[];

  @Field(() => Int, {
    description: "The number of chains with at least 30 people in at least 3 levels.",
  })
  readonly chainsAtMeasure: number;

  constructor(report: Report) {
    this.from = report.from;
    this.to = report.to;
    this.orders = report.orders;
    this.levelPayments = report.levels.map((paid) => new LevelPayments(paid));
    this.income = new IncomeSources(report.income);
    this.downlineIncomes = report.distributors.map((income) => new DistributorIncome(income));
    this.largestPairs = report.pairs.map((pair) => new PairPayments(pair));
    this.largestChains = report.chains.map((chain) => new PaidChain(chain));
    this.chainsAtMeasure = report.chainsAtMeasure;
  }
}
