// Sums of a distributor's earnings in the API: by day or month, and by product, level and rule.

import {
  Arg,
  Args,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Resolver,
  Root,
} from "type-graphql";
import { daysOf, isDay } from "../../../books/api/moment.ts";
import { productsLoader } from "../../../catalog/api/loaders.ts";
import { Product } from "../../../catalog/api/product.ts";
import { countDays, type Days } from "../../../kernel/days.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { Distributor } from "../../../network/api/distributor.ts";
import { Access, STAFF, Within } from "../../../platform/graphql/access.ts";
import { type Connection, connectionOf, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { isId, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { LocalDate } from "../../../platform/graphql/scalars.ts";
import {
  EARNED_GROUPS,
  EARNED_PERIODS,
  type EarnedGroup,
  type EarnedKey,
  type EarnedPeriod,
  type EarnedView,
  earnedKey,
  pageEarned,
} from "../store/read-earned.ts";
import { RuleKindEnum } from "./share.ts";

/** The maximum number of days that one query may sum. */
const MAX_DAYS = 366;

const PeriodEnum = enumOf(
  "EarningsPeriod",
  "The period over which earnings are summed.",
  EARNED_PERIODS,
);
const GroupEnum = enumOf("EarningsGroup", "What sums of earnings are grouped by.", EARNED_GROUPS);

@ObjectType({
  description:
    "The sum of a distributor's earnings in one day or month. With `groups` there is one sum for each product, level or rule.",
})
class EarningsSum {
  readonly view: EarnedView;

  @Field(() => LocalDate, { description: "The day, or the first day of the month." })
  readonly from: string;

  @Field(() => Int, {
    nullable: true,
    description:
      "The number of levels above the seller; the seller is level 0. Null unless grouped by LEVEL.",
  })
  readonly level: number | null;

  @Field(() => Int, {
    nullable: true,
    description: "The version of the plan that the rule belongs to. Null unless grouped by RULE.",
  })
  readonly planVersion: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "The position of the rule in the plan, counted from 0. Null unless grouped by RULE.",
  })
  readonly rule: number | null;

  @Field(() => RuleKindEnum, {
    nullable: true,
    description: "The kind of the rule. Null unless grouped by RULE.",
  })
  readonly kind: string | null;

  @Field(() => Int, { description: "The number of orders that earned more than 0." })
  readonly orders: number;

  constructor(view: EarnedView) {
    this.view = view;
    this.from = view.from;
    this.level = view.level;
    this.planVersion = view.planVersion;
    this.rule = view.rule;
    this.kind = view.kind;
    this.orders = view.orders;
  }
}

@Resolver(() => EarningsSum)
export class EarningsSumFields {
  @FieldResolver(() => Product, {
    nullable: true,
    description: "The product. Null unless grouped by PRODUCT.",
  })
  async product(@Root() { view }: EarningsSum, @Ctx() { loaders }: Context) {
    return view.productId === null
      ? null
      : new Product((await loaders.of(productsLoader).load(view.productId))!);
  }

  @FieldResolver(() => Money, { description: "The amount earned by orders." })
  earned(@Root() { view }: EarningsSum, @Ctx() context: Context): Money {
    return settlementMoney(context, view.earnedMinor);
  }

  @FieldResolver(() => Money, {
    description: "The amount taken back by refunds, as a number of 0 or above.",
  })
  returned(@Root() { view }: EarningsSum, @Ctx() context: Context): Money {
    return settlementMoney(context, view.returnedMinor);
  }

  @FieldResolver(() => Money, { description: "earned − returned." })
  net(@Root() { view }: EarningsSum, @Ctx() context: Context): Money {
    return settlementMoney(context, view.earnedMinor - view.returnedMinor);
  }
}

const EarningsSumConnection = connectionOf<EarningsSum>("EarningsSum", () => EarningsSum);

function isKey(key: unknown): boolean {
  if (!Array.isArray(key) || key.length !== 5) return false;
  const [from, ...numbers] = key;
  return isDay(from) && numbers.every((number) => number === -1 || isId(number));
}
const SUMS = new List<EarnedKey>("earnings-by", isKey);

@Resolver(() => Distributor)
export class DistributorEarned {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => EarningsSumConnection, {
    nullable: true,
    description:
      "Sums of the distributor's shares by accounting date, over at most 366 days. Orders and refunds count on their own accounting dates. A distributor may read it only of itself.",
  })
  async earningsBy(
    @Root() { code }: Distributor,
    @Arg("period", () => PeriodEnum, { description: "Whether to sum by day or by month." })
    period: EarnedPeriod,
    @Arg("groups", () => [GroupEnum], {
      defaultValue: [],
      description: "What to group the sums by, besides the period. Default: no groups.",
    })
    groups: EarnedGroup[],
    @Arg("from", () => LocalDate, { description: "The first accounting date." }) from: string,
    @Arg("to", () => LocalDate, { description: "The last accounting date, included." }) to: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<EarningsSum>> {
    const page = SUMS.page(args);
    const asset = network.settings.asset.code;
    const query = { distributor: code, asset, period, groups, ...yearOf(from, to) };
    const rows = await network.read((tx) => pageEarned(tx, query, page));
    return SUMS.connect(rows, page, earnedKey, (view) => new EarningsSum(view));
  }
}

/** The days from `from` to `to`: at most a year. */
function yearOf(from: string, to: string): Days {
  const days = daysOf(from, to);
  const count = countDays(days);
  if (count <= MAX_DAYS) return days;
  throw new Refusal(
    "INVALID",
    `to: ${from} to ${to} is ${count} days, at most ${MAX_DAYS} are allowed`,
    "to",
  );
}
