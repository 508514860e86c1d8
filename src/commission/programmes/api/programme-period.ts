// The state of one period of a volume programme: volume, bonus, members and statement.

import { Args, Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from "type-graphql";
import { suppliersByCodeLoader } from "../../../catalog/api/loaders.ts";
import { Supplier } from "../../../catalog/api/supplier.ts";
import { formatPeriod } from "../../../kernel/period.ts";
import { scopeOf } from "../../../platform/graphql/access.ts";
import { type Connection, PageArgs } from "../../../platform/graphql/connection.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { isWhole, List } from "../../../platform/graphql/list.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { bandReached } from "../../engine/programme.ts";
import {
  type AccrualKey,
  pageAccruals,
  readProgrammeStatement,
} from "../store/read-programme-statement.ts";
import type { MemberStanding, PeriodStanding } from "../store/read-programmes.ts";
import { Accrual, AccrualConnection } from "./accrual.ts";
import { bandAt, ProgrammeBand } from "./programme-band.ts";
import { ProgrammeStatement } from "./programme-statement.ts";

@ObjectType({ description: "One supplier's volume and bonus in a period." })
class ProgrammeMember {
  readonly view: MemberStanding;

  constructor(view: MemberStanding) {
    this.view = view;
  }
}

@Resolver(() => ProgrammeMember)
export class ProgrammeMemberFields {
  @FieldResolver(() => Supplier, { description: "The supplier." })
  async supplier(
    @Root() { view }: ProgrammeMember,
    @Ctx() { loaders }: Context,
  ): Promise<Supplier> {
    return new Supplier((await loaders.of(suppliersByCodeLoader).load(view.supplier))!);
  }

  @FieldResolver(() => Money, { description: "The volume of the supplier, after refunds." })
  volume(@Root() { view }: ProgrammeMember, @Ctx() context: Context): Money {
    return settlementMoney(context, view.volumeMinor);
  }

  @FieldResolver(() => Money, { description: "The supplier's part of the bonus." })
  bonus(@Root() { view }: ProgrammeMember, @Ctx() context: Context): Money {
    return settlementMoney(context, view.bonusMinor);
  }
}

@ObjectType({
  description:
    "The state of one period of a volume programme, from all sales of the period so far.",
})
export class ProgrammeStanding {
  readonly view: PeriodStanding;

  @Field(() => String, { description: "The period, such as 2026-01, 2026-Q1 or 2026." })
  readonly period: string;

  @Field(() => Boolean, {
    description:
      "Whether the period is closed. Later changes of a closed period are posted at once to the payable or receivable.",
  })
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
  @FieldResolver(() => Money, { description: "The volume of all members, after refunds." })
  volume(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): Money {
    return settlementMoney(context, view.volumeMinor);
  }

  @FieldResolver(() => Money, { description: "The bonus for this volume." })
  bonus(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): Money {
    return settlementMoney(context, view.bonusMinor);
  }

  @FieldResolver(() => Money, {
    description: "The shortfall payment for a missed commitment if the period were closed now.",
  })
  shortfall(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): Money {
    return settlementMoney(context, view.shortfallMinor);
  }

  @FieldResolver(() => ProgrammeBand, {
    nullable: true,
    description: "The highest band that is reached. Null if none is reached.",
  })
  band(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): ProgrammeBand | null {
    return bandAt(view, bandReached(view.programme, view.volumeMinor), context);
  }

  @FieldResolver(() => ProgrammeBand, {
    nullable: true,
    description: "The next band. Null if the highest band is reached.",
  })
  nextBand(@Root() { view }: ProgrammeStanding, @Ctx() context: Context): ProgrammeBand | null {
    return bandAt(view, bandReached(view.programme, view.volumeMinor) + 1, context);
  }

  @FieldResolver(() => [ProgrammeMember], {
    description: "The suppliers of the programme. A supplier sees only itself.",
  })
  async members(
    @Root() { view }: ProgrammeStanding,
    @Ctx() context: Context,
  ): Promise<ProgrammeMember[]> {
    const { supplier } = await scopeOf(context);
    const seen = view.members.filter(
      (one) => supplier === undefined || one.supplier === supplier.code,
    );
    return seen.map((one) => new ProgrammeMember(one));
  }

  @FieldResolver(() => ProgrammeStatement, {
    description: "The programme statement of the period. A supplier sees only its own part.",
  })
  async statement(
    @Root() { view }: ProgrammeStanding,
    @Ctx() context: Context,
  ): Promise<ProgrammeStatement> {
    const { supplier } = await scopeOf(context);
    const { programme, period } = view;
    const statement = await context.network.read((tx) =>
      readProgrammeStatement(tx, programme.code, period, supplier?.id),
    );
    return new ProgrammeStatement(statement, supplier?.code);
  }

  @FieldResolver(() => AccrualConnection, {
    description:
      "The changes of the bonus by each order and refund, by sequence number. A supplier sees only its own.",
  })
  async accruals(
    @Root() { view }: ProgrammeStanding,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: Context,
  ): Promise<Connection<Accrual>> {
    const page = ACCRUALS.page(args);
    const { supplier } = await scopeOf(context);
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
