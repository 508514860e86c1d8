// Simulating drafts over history: started by a mutation, looked at until it is done.
import { Arg, Ctx, Field, Float, ID, Mutation, ObjectType, Query, Resolver } from "type-graphql";
import { parseInstant } from "../../kernel/time.ts";
import { Access, BOOKKEEPERS } from "../../platform/graphql/access.ts";
import type { Context } from "../../platform/graphql/context.ts";
import { enumOf } from "../../platform/graphql/enum.ts";
import { DateTime } from "../../platform/graphql/scalars.ts";
import { attempt, Payload, type UserError } from "../../platform/graphql/user-error.ts";
import {
  type Simulation as Running,
  SIMULATION_STATUSES,
  type SimulationStatus,
} from "../store/simulations.ts";
import { NAMING, SimulationStartInput } from "./simulation-input.ts";
import { SimulationReport } from "./simulation-report.ts";

const StatusEnum = enumOf("SimulationStatus", "How far a simulation is.", SIMULATION_STATUSES);

@ObjectType({
  description:
    "A simulation over history. Any server runs it, and all of them know it until it is forgotten.",
})
class Simulation {
  @Field(() => ID)
  readonly id: string;

  @Field(() => DateTime)
  readonly from: number;

  @Field(() => DateTime)
  readonly to: number;

  @Field(() => StatusEnum)
  readonly status: SimulationStatus;

  @Field(() => Float, { description: "From 0 to 1." })
  readonly progress: number;

  @Field(() => [String], { description: "What of the drafts may be a mistake." })
  readonly warnings: readonly string[];

  @Field(() => SimulationReport, { nullable: true, description: "Of one that is DONE." })
  readonly report: SimulationReport | null;

  @Field(() => String, { nullable: true, description: "Why it FAILED." })
  readonly failure: string | null;

  constructor(
    { id, range, status, progress, warnings, report, failure }: Running,
    { network }: Context,
  ) {
    this.id = id;
    this.from = range.from;
    this.to = range.to;
    this.status = status;
    this.progress = progress;
    this.warnings = warnings;
    this.report =
      report === undefined ? null : new SimulationReport(report, network.settings.asset);
    this.failure = failure ?? null;
  }
}

@ObjectType()
class SimulationStartPayload extends Payload {
  @Field(() => Simulation, { nullable: true })
  readonly simulation: Simulation | null;

  constructor(userErrors: readonly UserError[], simulation: Simulation | null) {
    super(userErrors);
    this.simulation = simulation;
  }
}

@Resolver()
export class SimulationResolver {
  @Access(...BOOKKEEPERS)
  @Mutation(() => SimulationStartPayload, {
    description:
      "Settles the history again with drafts in force. Nothing is written, and nobody waits for it. BUSY where too many run.",
  })
  async simulationStart(
    @Arg("input", () => SimulationStartInput) input: SimulationStartInput,
    @Ctx() context: Context,
  ): Promise<SimulationStartPayload> {
    const { network, simulations } = context;
    const { plan, ladder, programmes } = input;
    const documents = {
      plan: plan ?? undefined,
      ladder: ladder ?? undefined,
      programmes: programmes ?? undefined,
    };
    const { done, userErrors } = await attempt(() => {
      const range = { from: parseInstant(input.from, "from"), to: parseInstant(input.to, "to") };
      return simulations.start(network, range, documents, NAMING);
    });
    return new SimulationStartPayload(userErrors, done ? new Simulation(done, context) : null);
  }

  @Access(...BOOKKEEPERS)
  @Query(() => Simulation, {
    nullable: true,
    description: "Null once it has been forgotten: a week after its end, or for newer ones.",
  })
  async simulation(
    @Arg("id", () => ID) id: string,
    @Ctx() context: Context,
  ): Promise<Simulation | null> {
    const found = await context.simulations.find(context.network, id);
    return found === undefined ? null : new Simulation(found, context);
  }
}
