// A distributor's earnings in sums, by day or month and by product, level and rule, as the API has them.
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
import { isDay, rangeOf } from "../../../books/api/moment.ts";
import { Product } from "../../../catalog/api/product.ts";
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

/** Days that one answer sums over. */
const MAX_DAYS = 366;
const DAY_MS = 86_400_000;

const PeriodEnum = enumOf("EarningsPeriod", "What earnings are summed over.", EARNED_PERIODS);
const GroupEnum = enumOf(
  "EarningsGroup",
  "What sums of earnings are told apart by.",
  EARNED_GROUPS,
);

@ObjectType({ description: "What a distributor earned in a day or month, of one kind." })
class EarningsSum {
  readonly view: EarnedView;

  @Field(() => LocalDate, { description: "The day, or the month's first day." })
  readonly from: string;

  @Field(() => Int, { nullable: true, description: "From the seller up; by LEVEL only." })
  readonly level: number | null;

  @Field(() => Int, { nullable: true, description: "Of the rule; by RULE only." })
  readonly planVersion: number | null;

  @Field(() => Int, { nullable: true, description: "Its place in the plan, from 0; by RULE only." })
  readonly rule: number | null;

  @Field(() => RuleKindEnum, { nullable: true, description: "By RULE only." })
  readonly kind: string | null;

  @Field(() => Int, { description: "Orders that brought something." })
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
  @FieldResolver(() => Product, { nullable: true, description: "By PRODUCT only." })
  async product(@Root() { view }: EarningsSum, @Ctx() { loaders }: Context) {
    return view.productId === null
      ? null
      : new Product((await loaders.products.load(view.productId))!);
  }

  @FieldResolver(() => Money, { description: "By orders." })
  earned(@Root() { view }: EarningsSum, @Ctx() context: Context): Money {
    return settlementMoney(context, view.earnedMinor);
  }

  @FieldResolver(() => Money, { description: "Taken back by refunds, above zero." })
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
      "Sums of its shares by accounting date, each order and refund on its own; at most 366 days.",
  })
  async earningsBy(
    @Root() { code }: Distributor,
    @Arg("period", () => PeriodEnum) period: EarnedPeriod,
    @Arg("groups", () => [GroupEnum], { defaultValue: [] }) groups: EarnedGroup[],
    @Arg("from", () => LocalDate) from: string,
    @Arg("to", () => LocalDate, { description: "The last day." }) to: string,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { network }: Context,
  ): Promise<Connection<EarningsSum>> {
    const page = SUMS.page(args);
    const range = daysOf(from, to);
    const asset = network.settings.asset.code;
    const query = { distributor: code, asset, period, groups, ...range };
    const rows = await network.read((tx) => pageEarned(tx, query, page));
    return SUMS.connect(rows, page, earnedKey, (view) => new EarningsSum(view));
  }
}

function daysOf(from: string, to: string) {
  const range = rangeOf(from, to);
  const days = (Date.parse(range.to) - Date.parse(range.from)) / DAY_MS + 1;
  if (days <= MAX_DAYS) return range;
  throw new Refusal("INVALID", `to: from ${from} to ${to} are more than ${MAX_DAYS} days`, "to");
}
