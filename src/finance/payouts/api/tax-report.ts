// The quarterly tax report in the API: income and withheld tax of each tax identity.
import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { formatPeriod, parsePeriod } from "../../../kernel/period.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { pageTaxLines, sumTax, type TaxLine } from "../store/tax-report.ts";

@ObjectType({ description: "The confirmed payouts of one tax identity in a quarter." })
class TaxReportLine {
  @Field(() => String, {
    description: "The tax identity: a code, or the payee itself, such as distributor:E.",
  })
  readonly identity: string;

  @Field(() => [String], {
    description: "The payees that were paid under it: the first 100 by name.",
  })
  readonly payees: readonly string[];

  @Field(() => Int, { description: "The number of all payees that were paid under it." })
  readonly payeeCount: number;

  @Field(() => Int, { description: "The number of payouts." })
  readonly payments: number;

  @Field(() => Money, { description: "The sum of the payouts before fees." })
  readonly income: Money;

  @Field(() => Money, { description: "The tax that was withheld." })
  readonly tax: Money;

  constructor(context: Context, line: TaxLine) {
    this.identity = line.identity;
    this.payees = line.payees;
    this.payeeCount = line.payeeCount;
    this.payments = line.payments;
    this.income = settlementMoney(context, line.incomeMinor);
    this.tax = settlementMoney(context, line.taxMinor);
  }
}

const TaxReportLineConnection = connectionOf<TaxReportLine>("TaxReportLine", () => TaxReportLine);
const isText = (value: unknown) => typeof value === "string";
const LINES = new List<string>("tax-report", isText);

@ObjectType({
  description: "The payouts that the bank confirmed in a quarter, by accounting date.",
})
class TaxReport {
  /** The first day of the quarter. */
  readonly from: string;

  @Field(() => String, { description: "The quarter, such as 2026-Q1." })
  readonly quarter: string;

  @Field(() => Int, { description: "The number of payouts of all lines." })
  readonly payments: number;

  @Field(() => Money, { description: "The sum of the payouts of all lines, before fees." })
  readonly income: Money;

  @Field(() => Money, {
    description: `The withheld tax of all lines; it was credited to ${accounts.tax}.`,
  })
  readonly tax: Money;

  constructor(from: string, context: Context, sums: Awaited<ReturnType<typeof sumTax>>) {
    this.from = from;
    this.quarter = formatPeriod("QUARTER", from);
    this.payments = sums.payments;
    this.income = settlementMoney(context, sums.incomeMinor);
    this.tax = settlementMoney(context, sums.taxMinor);
  }
}

@Resolver(() => TaxReport)
export class TaxReportResolver {
  @Access(...STAFF)
  @Query(() => TaxReport, {
    description: "The tax report of a quarter. For ADMIN, FINANCE and AUDITOR.",
  })
  async taxReport(
    @Arg("quarter", () => String, { description: "The quarter, such as 2026-Q1." }) quarter: string,
    @Ctx() context: Context,
  ): Promise<TaxReport> {
    const from = parsePeriod("QUARTER", quarter, "quarter");
    return new TaxReport(from, context, await context.network.read((tx) => sumTax(tx, from)));
  }

  @FieldResolver(() => TaxReportLineConnection, {
    description: "One line for each tax identity, ordered by identity.",
  })
  async lines(
    @Root() { from }: TaxReport,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<TaxReportLine>> {
    const page = LINES.page(args);
    const rows = await context.network.read((tx) => pageTaxLines(tx, from, page));
    return LINES.connect(
      rows,
      page,
      ({ identity }) => identity,
      (line) => new TaxReportLine(context, line),
    );
  }
}
