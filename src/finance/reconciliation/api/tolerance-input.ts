// The input of how far a statement line and its movement may differ.
import { Field, InputType, Int } from "type-graphql";
import { Decimal } from "../../../platform/graphql/scalars.ts";

@InputType()
export abstract class ToleranceInput {
  @Field(() => Int, {
    nullable: true,
    description: "The number of days by which dates may differ. Default: 3.",
  })
  readonly toleranceDays?: number | null;

  @Field(() => Decimal, {
    nullable: true,
    description:
      "The amount by which amounts and fees with the same reference may differ. Default: 0.",
  })
  readonly tolerance?: string | null;
}
