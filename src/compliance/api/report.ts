// The compliance report and its parts as the API has them.
import { Ctx, Field, Int, ObjectType } from "type-graphql";
import { formatRate } from "../../kernel/rate.ts";
import { Distributor } from "../../network/api/distributor.ts";
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
  return Distributor.of(await loaders.distributorsByCode.load(code));
}

@ObjectType({ description: "What one level was paid, after refunds." })
class LevelPayments {
  readonly paid: LevelPaid;

  @Field(() => Int, { description: "0 is the sellers' own, 1 their parents', and so on." })
  readonly level: number;

  @Field(() => BigInteger, { description: "Shares above 0." })
  readonly lines: number;

  constructor(paid: LevelPaid) {
    this.paid = paid;
    this.level = paid.level;
    this.lines = paid.lines;
  }

  @Field(() => Money)
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.paid.amountMinor);
  }
}

@ObjectType({
  description: "Where income comes from: own sales (level 0), and those of downlines.",
})
class IncomeSources {
  readonly income: Income;

  @Field(() => Decimal, { description: "Of all, from downlines: 0 to 1, rounded down." })
  readonly downlineShare: string;

  constructor(income: Income) {
    this.income = income;
    this.downlineShare = formatRate(downlineRate(income));
  }

  @Field(() => Money)
  own(@Ctx() context: Context): Money {
    return settlementMoney(context, this.income.ownMinor);
  }

  @Field(() => Money)
  downline(@Ctx() context: Context): Money {
    return settlementMoney(context, this.income.downlineMinor);
  }
}

@ObjectType({ description: "Where one distributor's income comes from." })
class DistributorIncome extends IncomeSources {
  readonly code: string;

  constructor(income: Report["distributors"][number]) {
    super(income);
    this.code = income.distributor;
  }

  @Field(() => Distributor)
  distributor(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.code);
  }
}

@ObjectType({ description: "What one distributor was paid for the sales of another." })
class PairPayments {
  readonly pair: PairPaid;

  constructor(pair: PairPaid) {
    this.pair = pair;
  }

  @Field(() => Distributor)
  recipient(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.pair.recipient);
  }

  @Field(() => Distributor)
  seller(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.pair.seller);
  }

  @Field(() => Money)
  amount(@Ctx() context: Context): Money {
    return settlementMoney(context, this.pair.amountMinor);
  }
}

@ObjectType({
  description: "A recipient, those for whose sales it was paid, and everyone between them.",
})
class PaidChain {
  readonly chain: Chain;

  @Field(() => Int, { description: "The recipient among them." })
  readonly people: number;

  @Field(() => Int, { description: "The recipient's own among them." })
  readonly levels: number;

  @Field(() => Boolean, { description: "30 people or more in three levels or more." })
  readonly atMeasure: boolean;

  constructor(chain: Chain) {
    this.chain = chain;
    this.people = chain.people;
    this.levels = chain.levels;
    this.atMeasure = isAtMeasure(chain);
  }

  @Field(() => Distributor)
  recipient(@Ctx() context: Context): Promise<Distributor | null> {
    return distributorOf(context, this.chain.recipient);
  }
}

@ObjectType({
  description:
    "How far up the orders of a period were paid for, after refunds. Lists other than levels have at most 20 entries.",
})
export class ComplianceReport {
  @Field(() => LocalDate)
  readonly from: string;

  @Field(() => LocalDate, { description: "Included." })
  readonly to: string;

  @Field(() => Int, { description: "Orders of the period, refunded ones too." })
  readonly orders: number;

  @Field(() => [LevelPayments], { description: "By level." })
  readonly levelPayments: readonly LevelPayments[];

  @Field(() => IncomeSources, { description: "Of all distributors." })
  readonly income: IncomeSources;

  @Field(() => [DistributorIncome], {
    description: "Whose income comes from downlines most: by the share of it, then by the amount.",
  })
  readonly downlineIncomes: readonly DistributorIncome[];

  @Field(() => [PairPayments], { description: "Who was paid most for whose sales." })
  readonly largestPairs: readonly PairPayments[];

  @Field(() => [PaidChain], { description: "Those at the measure first, then by people." })
  readonly largestChains: readonly PaidChain[];

  @Field(() => Int, {
    description: "How many chains have 30 people or more in three levels or more.",
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
