// What a simulation is started with, and where in it a fault is.
import { Field, InputType } from "type-graphql";
import { Refusal, Refusals } from "../../kernel/errors.ts";
import { DateTime, Json } from "../../platform/graphql/scalars.ts";
import type { Naming } from "../replay/drafts.ts";

@InputType({ description: "At least one draft; whatever has none is as it was." })
export class SimulationStartInput {
  @Field(() => DateTime, { description: "The orders that occurred from then on," })
  readonly from!: string;

  @Field(() => DateTime, { description: "and before then." })
  readonly to!: string;

  @Field(() => Json, {
    nullable: true,
    description: "In force for them, whatever its effectiveFrom.",
  })
  readonly plan?: unknown;

  @Field(() => Json, {
    nullable: true,
    description: "In force for them, whatever its effectiveFrom.",
  })
  readonly ladder?: unknown;

  @Field(() => [Json], {
    nullable: true,
    description: "Each in place of its code's, in the whole periods that the range touches.",
  })
  readonly programmes?: readonly unknown[] | null;
}

/** Faults have the path of the input's field before their own. */
export const NAMING: Naming = {
  async of(draft, check) {
    try {
      return await check();
    } catch (error) {
      const faults = error instanceof Refusals ? error.faults : [error];
      throw new Refusals(faults.map((fault) => within(draft, fault)));
    }
  },
  place: ({ code, message, field }, index) => {
    return new Refusal(code, message, `[${index}]${field ? `.${field}` : ""}`);
  },
};

function within(draft: string, fault: unknown): Refusal {
  if (!(fault instanceof Refusal)) throw fault;
  const { code, message, field = "" } = fault;
  const path = field === "" || field.startsWith("[") ? `${draft}${field}` : `${draft}.${field}`;
  return new Refusal(code, message, path);
}
