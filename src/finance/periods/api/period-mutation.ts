// Closing months of the books, opening them again, and what stands against it.
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
  @Field(() => String, { description: "Such as 2026-01. It must have ended." })
  readonly month!: string;
}

@InputType()
class PeriodReopenInput {
  @Field(() => String, { description: "The last month that was closed, such as 2026-01." })
  readonly month!: string;

  @Field(() => String, { description: "Kept in the audit trail." })
  readonly reason!: string;
}

@ObjectType()
class PeriodClosePayload extends Payload {
  @Field(() => Period, { nullable: true })
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
  @Query(() => Period, { description: "Any month, also one without postings." })
  period(
    @Arg("month", () => String, { description: "Such as 2026-01." }) month: string,
    @Ctx() context: Context,
  ): Promise<Period> {
    return readPeriod(context, month);
  }

  @Access(...BOOKKEEPERS)
  @Mutation(() => PeriodClosePayload, {
    description:
      "From then on nothing is dated in the month: what comes late has the first open day as its accounting date. Months close one after another; the same again does nothing.",
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
    description: "Opens the last closed month again. The same again does nothing while it is open.",
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
