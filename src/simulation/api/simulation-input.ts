// The input of a simulation, and the field paths of errors in its drafts.
import { Field, InputType } from "type-graphql";
import { Refusal, Refusals } from "../../kernel/errors.ts";
import { DateTime, Json } from "../../platform/graphql/scalars.ts";
import type { Naming } from "../replay/drafts.ts";

@InputType({
  description:
    "The drafts to simulate; at least one is required. Documents that are not given stay as they were.",
})
export class SimulationStartInput {
  @Field(() => DateTime, { description: "Simulate orders that occurred at or after this instant." })
  readonly from!: string;

  @Field(() => DateTime, { description: "Simulate orders that occurred before this instant." })
  readonly to!: string;

  @Field(() => Json, {
    nullable: true,
    description:
      "A draft commission plan, in the format that planPublish accepts. It is in force for all simulated orders, regardless of its effectiveFrom.",
  })
  readonly plan?: unknown;

  @Field(() => Json, {
    nullable: true,
    description:
      "A draft tier ladder, in the format that ladderPublish accepts. It is in force for all simulated orders, regardless of its effectiveFrom.",
  })
  readonly ladder?: unknown;

  @Field(() => [Json], {
    nullable: true,
    description:
      "Draft volume programmes, in the format that programmePublish accepts. Each replaces the programme with its code in all whole periods that overlap the range.",
  })
  readonly programmes?: readonly unknown[] | null;
}

/** Prefixes the field path of an error with the path of the draft in the input. */
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
