// The ProgrammeBand type of the API: one band of a programme, seen from the volume of a period.
import { Field, ObjectType } from "type-graphql";
import { formatRate } from "../../../kernel/rate.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import { Money, settlementMoney } from "../../../platform/graphql/money.ts";
import { Decimal } from "../../../platform/graphql/scalars.ts";
import { bandReached } from "../../engine/programme.ts";
import type { PeriodStanding } from "../store/read-programmes.ts";

@ObjectType({
  description:
    "A band of a volume programme: a rate or a fixed amount that applies from a volume on.",
})
export class ProgrammeBand {
  @Field(() => Money, { description: "The volume at which the band starts." })
  readonly over!: Money;

  @Field(() => Money, {
    description: "The volume that is missing to reach the band; 0 if it is reached.",
  })
  readonly missing!: Money;

  @Field(() => Decimal, {
    nullable: true,
    description: "The rate, from 0 to 1. Null if the band has a fixed amount.",
  })
  readonly rate!: string | null;

  @Field(() => Money, {
    nullable: true,
    description: "The fixed amount. Null if the band has a rate.",
  })
  readonly amount!: Money | null;
}

/** The band with an index; null if there is none. */
export function bandAt(
  { programme, volumeMinor }: PeriodStanding,
  index: number,
  context: Context,
): ProgrammeBand | null {
  const band = programme.bands[index];
  if (band === undefined) return null;
  const { overMinor, rateMicro, amountMinor } = band;
  const isReached = index <= bandReached(programme, volumeMinor);
  // With threshold EXCLUSIVE a band is reached one minor unit above `over`.
  const starts = programme.threshold === "EXCLUSIVE" ? overMinor + 1n : overMinor;
  return {
    over: settlementMoney(context, overMinor),
    missing: settlementMoney(context, isReached ? 0n : starts - volumeMinor),
    rate: rateMicro === undefined ? null : formatRate(rateMicro),
    amount: amountMinor === undefined ? null : settlementMoney(context, amountMinor),
  };
}
