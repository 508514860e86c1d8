// A distributor's earnings: what each settlement added to what it has available.
import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import type { CreditKey, CreditView } from "../../ledger/read.ts";
import { Access, STAFF, Within } from "../access.ts";
import { type Connection, connectionOf, PageArgs } from "../connection.ts";
import type { Context } from "../context.ts";
import { isWhole, List } from "../list.ts";
import { Money, settlementMoney } from "../money.ts";
import { Distributor } from "../network/distributor.ts";
import { DateTime } from "../scalars.ts";
import { Settlement } from "./settlement.ts";

@ObjectType({ description: "What a distributor earned by one settlement." })
class Earning {
  readonly view: CreditView;

  @Field(() => DateTime)
  readonly occurredAt: number;

  @Field(() => DateTime)
  readonly recordedAt: number;

  constructor(view: CreditView) {
    this.view = view;
    this.occurredAt = view.occurredAt;
    this.recordedAt = view.recordedAt;
  }
}

const EarningConnection = connectionOf<Earning>("Earning", () => Earning);

/** Above any line of a transaction. */
const MAX_LINE = 2 ** 15 - 1;

function isCreditKey(key: unknown): boolean {
  if (!Array.isArray(key) || key.length !== 2) return false;
  const [seq, line] = key as [unknown, unknown];
  return isWhole(seq) && isWhole(line) && line <= MAX_LINE;
}

const EARNINGS = new List<CreditKey>("earnings", isCreditKey);

@Resolver(() => Earning)
export class EarningFields {
  @FieldResolver(() => Money, { description: "All of its shares in the order together." })
  amount(@Root() { view }: Earning, @Ctx() context: Context): Money {
    return settlementMoney(context, view.amountMinor);
  }

  @FieldResolver(() => Money, { description: "What it then had available." })
  balance(@Root() { view }: Earning, @Ctx() context: Context): Money {
    return settlementMoney(context, view.balanceMinor);
  }

  @FieldResolver(() => Settlement)
  async settlement(@Root() { view }: Earning, @Ctx() { loaders }: Context): Promise<Settlement> {
    return new Settlement((await loaders.sales.load(view.seq))!);
  }
}

@Resolver(() => Distributor)
export class DistributorEarnings {
  @Access(...STAFF, "DISTRIBUTOR")
  @Within("SELF")
  @FieldResolver(() => EarningConnection, {
    nullable: true,
    description: "In the order of the stream: `last` has the newest.",
  })
  async earnings(
    @Root() { code }: Distributor,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() { loaders }: Context,
  ): Promise<Connection<Earning>> {
    const page = EARNINGS.page(args);
    const rows = await loaders.credits.load({
      of: `liabilities:distributor:${code}:available`,
      page,
    });
    return EARNINGS.connect(
      rows,
      page,
      ({ seq, line }) => [seq, line],
      (row) => new Earning(row),
    );
  }
}
