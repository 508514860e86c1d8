// Closes and reopens months of the books, and shows what blocks a close.
import { Arg, Ctx, Field, InputType, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { parsePeriod } from "../../../kernel/period.ts";
import { Access, BOOKKEEPERS, STAFF } from "../../../platform/graphql/access.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Payload, type UserError, write } from "../../../platform/graphql/user-error.ts";
import { closeMonth, reopenMonth } from "../store/close-month.ts";
import { closesOf } from "../store/read-periods.ts";
import { Period } from "./period.ts";

@InputType()
class PeriodCloseInput {
  @Field(() => String, { description: "The month to close, such as 2026-01. It must have ended." })
  readonly month!: string;
}

@InputType()
class PeriodReopenInput {
  @Field(() => String, { description: "The last closed month, such as 2026-01." })
  readonly month!: string;

  @Field(() => String, {
    description:
      "Why the month is reopened, at most 1,000 characters. It is stored in the audit trail.",
  })
  readonly reason!: string;
}

@ObjectType()
class PeriodClosePayload extends Payload {
  @Field(() => Period, {
    nullable: true,
    description: "The month after the change. Null if the change was rejected.",
  })
  readonly period: Period | null;

  constructor(userErrors: readonly UserError[], period: Period | null) {
    super(userErrors);
    this.period = period;
  }
}

@ObjectType()
class PeriodReopenPayload extends PeriodClosePayload {}

async function readPeriod({ network }: Context, month: string): Promise<Period> {
  const from = parsePeriod("MONTH", month, "month");
  return new Period(from, await network.read((tx) => closesOf(tx, from)));
}

@Resolver()
export class PeriodMutation {
  @Access(...STAFF)
  @Query(() => Period, {
    description:
      "A month of the books. Months without postings exist too. For ADMIN, FINANCE and AUDITOR.",
  })
  period(
    @Arg("month", () => String, { description: "The month, such as 2026-01." }) month: string,
    @Ctx() context: Context,
  ): Promise<Period> {
    return readPeriod(context, month);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => PeriodClosePayload, {
    description:
      "Closes a month of the books. Later transactions that occurred in the month get the first open day as their accounting date. Months must be closed in order. For ADMIN and FINANCE. Safe to repeat: a closed month stays as it is.",
  })
  async periodClose(
    @Arg("input", () => PeriodCloseInput) { month }: PeriodCloseInput,
    @Ctx() context: Context,
  ): Promise<PeriodClosePayload> {
    const { done, userErrors } = await write(context, async () => {
      await closeMonth(context.network, month, Date.now());
      return readPeriod(context, month);
    });
    return new PeriodClosePayload(userErrors, done ?? null);
  }

  @Access("ADMIN")
  @Mutation(() => PeriodReopenPayload, {
    description:
      "Reopens the last closed month. For ADMIN. Safe to repeat with the same reason while the month is open.",
  })
  async periodReopen(
    @Arg("input", () => PeriodReopenInput) { month, reason }: PeriodReopenInput,
    @Ctx() context: Context,
  ): Promise<PeriodReopenPayload> {
    const { done, userErrors } = await write(context, async () => {
      await reopenMonth(context.network, month, reason, Date.now());
      return readPeriod(context, month);
    });
    return new PeriodReopenPayload(userErrors, done ?? null);
  }
}
