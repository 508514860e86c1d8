// The quarterly report of tax as the API has it: each identity with its income and what was withheld.
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
import { Access, STAFF } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { pageTaxLines, sumTax, type TaxLine } from "../store/tax-report.ts";

@ObjectType({ description: "What an identity was paid in a quarter." })
class TaxReportLine {
  @Field(() => String, { description: "A code, or the payee itself, like distributor:E." })
  readonly identity: string;

  @Field(() => [String], { description: "Who was paid under it; the first 100 by name." })
  readonly payees: readonly string[];

  @Field(() => Int, { description: "How many were." })
  readonly payeeCount: number;

  @Field(() => Int)
  readonly payments: number;

  @Field(() => Money, { description: "Before fees." })
  readonly income: Money;

  @Field(() => Money)
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

@ObjectType({ description: "Payouts that the bank confirmed in a quarter, by accounting date." })
class TaxReport {
  /** Its first day. */
  readonly from: string;

  @Field(() => String, { description: "Such as 2026-Q1." })
  readonly quarter: string;

  @Field(() => Int)
  readonly payments: number;

  @Field(() => Money, { description: "Of all lines, before fees." })
  readonly income: Money;

  @Field(() => Money, { description: "Of all lines: what was put on liabilities:tax." })
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
  @Query(() => TaxReport)
  async taxReport(
    @Arg("quarter", () => String, { description: "Such as 2026-Q1." }) quarter: string,
    @Ctx() context: Context,
  ): Promise<TaxReport> {
    const from = parsePeriod("QUARTER", quarter, "quarter");
    return new TaxReport(from, context, await context.network.read((tx) => sumTax(tx, from)));
  }

  @FieldResolver(() => TaxReportLineConnection, { description: "By identity." })
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
