// How a period of a programme stands, and its statement.
import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { formatPeriod } from "../../../kernel/period.ts";
import { formatRate } from "../../../kernel/rate.ts";
import { reachOf } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Decimal } from "../../../platform/graphql/scalars.ts";
import { bandReached } from "../../engine/programme.ts";
import { type AccrualKey, pageAccruals, readStatement } from "../store/read-programme-statement.ts";
import type { MemberStanding, PeriodStanding } from "../store/read-programmes.ts";
import { Accrual, AccrualConnection } from "./accrual.ts";
import { ProgrammeStatement } from "./programme-statement.ts";

@ObjectType({ description: "A band of a programme: from a volume on, a rate or a fixed amount." })
class ProgrammeBand {
  @Field(() => Money, { description: "The volume that it starts at." })
  readonly over!: Money;

  @Field(() => Money, { description: "What the volume lacks of it; 0 once it is reached." })
  readonly missing!: Money;

  @Field(() => Decimal, { nullable: true, description: "From 0 to 1." })
  readonly rate!: string | null;

  @Field(() => Money, { nullable: true, description: "In place of a rate." })
  readonly amount!: Money | null;
}

@ObjectType({ description: "How one supplier of a programme stands in a period." })
class ProgrammeMember {
  readonly view: MemberStanding;

  constructor(view: MemberStanding) {
    this.view = view;
  }
}

@Resolver(() => ProgrammeMember)
export class ProgrammeMemberFields {
  @FieldResolver(() => Supplier)
  async supplier(
    @Root() { view }: ProgrammeMember,
    @Ctx() { loaders }: Context,
  ): Promise<Supplier> {
    return new Supplier((await loaders.suppliersByCode.load(view.supplier))!);
  }

  @FieldResolver(() => Money)
  volume(@Root() { view }: ProgrammeMember, @Ctx() context: Context): Money {
    return settlementMoney(context, view.volumeMinor);
  }

  @FieldResolver(() => Money, { description: "Its part of the bonus." })
  bonus(@Root() { view }: ProgrammeMember, @Ctx() context: Context): Money {
    return settlementMoney(context, view.bonusMinor);
  }
}

@ObjectType({ description: "How a period of a programme stands, by all that has been sold in it." })
export class ProgrammeStanding {
  readonly view: PeriodStanding;

  @Field(() => String, { description: "Like 2026-01, 2026-Q1 or 2026." })
  readonly period: string;

  @Field(() => Boolean, { description: "Then what changes is posted at once." })
  readonly closed: boolean;

  constructor(view: PeriodStanding) {
    this.view = view;
    this.period = formatPeriod(view.programme.period, view.period);
    this.closed = view.closedSeq !== null;
  }
}

const ACCRUALS = new List<AccrualKey>(
  "accruals",
  (key) => Array.isArray(key) && key.length === 2 && key.every(isWhole),
);

@Resolver(() => ProgrammeStanding)
export class ProgrammeStandingFields {
  @FieldResolver(() => Money, { description: "Of all members, less refunds." })
  volume(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): Money {
    return settlementMoney(context, view.volumeMinor);
  }

  @FieldResolver(() => Money, { description: "What the volume has earned." })
  bonus(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): Money {
    return settlementMoney(context, view.bonusMinor);
  }

  @FieldResolver(() => Money, {
    description: "What would be owed for a commitment if it were closed now.",
  })
  shortfall(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): Money {
    return settlementMoney(context, view.shortfallMinor);
  }

  @FieldResolver(() => ProgrammeBand, { nullable: true, description: "The band that is reached." })
  band(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): ProgrammeBand | null {
    return bandAt(view, bandReached(view.programme, view.volumeMinor), context);
  }

  @FieldResolver(() => ProgrammeBand, { nullable: true, description: "Null at the top." })
  nextBand(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): ProgrammeBand | null {
    return bandAt(view, bandReached(view.programme, view.volumeMinor) + 1, context);
  }

  @FieldResolver(() => [ProgrammeMember], { description: "A supplier sees its own." })
  async members(
    @Root() { view }: ProgrammeStanding,
    @Ctx() context: Context,
  ): Promise<ProgrammeMember[]> {
    const { supplier } = await reachOf(context);
    const seen = view.members.filter(
      (one) => supplier === undefined || one.supplier === supplier.code,
    );
    return seen.map((one) => new ProgrammeMember(one));
  }

  @FieldResolver(() => ProgrammeStatement, { description: "Of a supplier, its own part." })
  async statement(
    @Root() { view }: ProgrammeStanding,
    @Ctx() context: Context,
  ): Promise<ProgrammeStatement> {
    const { supplier } = await reachOf(context);
    const { programme, period } = view;
    const statement = await context.network.read((tx) =>
      readStatement(tx, programme.code, period, supplier?.id),
    );
    return new ProgrammeStatement(statement, supplier?.code);
  }

  @FieldResolver(() => AccrualConnection, {
    description:
      "Each order's and refund's part, in the order of the stream. A supplier sees its own.",
  })
  async accruals(
    @Root() { view }: ProgrammeStanding,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Accrual>> {
    const page = ACCRUALS.page(args);
    const { supplier } = await reachOf(context);
    const { programme, period } = view;
    const rows = await context.network.read((tx) =>
      pageAccruals(tx, programme.code, period, supplier?.id, page),
    );
    return ACCRUALS.connect(
      rows,
      page,
      ({ seq, line }) => [seq, line],
      (row) => new Accrual(row),
    );
  }
}

function bandAt(
  { programme, volumeMinor }: PeriodStanding,
  index: number,
  context: Context,
): ProgrammeBand | null {
  const band = programme.bands[index];
  if (band === undefined) return null;
  const { overMinor, rateMicro, amountMinor } = band;
  const isReached = index <= bandReached(programme, volumeMinor);
  // With EXCLUSIVE a band starts one unit above.
  const starts = programme.threshold === "EXCLUSIVE" ? overMinor + 1n : overMinor;
  return {
    over: settlementMoney(context, overMinor),
    missing: settlementMoney(context, isReached ? 0n : starts - volumeMinor),
    rate: rateMicro === undefined ? null : formatRate(rateMicro),
    amount: amountMinor === undefined ? null : settlementMoney(context, amountMinor),
  };
}
