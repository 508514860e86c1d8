// Simulates draft documents over past orders: a mutation starts a simulation, a query returns its progress and report.

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
  Simulations,
} from "../store/simulations.ts";
import { NAMING, SimulationStartInput } from "./simulation-input.ts";
import { SimulationReport } from "./simulation-report.ts";

const StatusEnum = enumOf("SimulationStatus", "The status of a simulation.", SIMULATION_STATUSES);

@ObjectType({
  description:
    "A simulation of draft documents over past orders. Any server runs it, and every server shows it for a week.",
})
class Simulation {
  @Field(() => ID, { description: "The id to query the simulation by." })
  readonly id: string;

  @Field(() => DateTime, {
    description: "Orders that occurred at or after this instant are simulated.",
  })
  readonly from: number;

  @Field(() => DateTime, { description: "Orders that occurred before this instant are simulated." })
  readonly to: number;

  @Field(() => StatusEnum, { description: "The current status." })
  readonly status: SimulationStatus;

  @Field(() => Float, { description: "The part that is done, from 0 to 1." })
  readonly progress: number;

  @Field(() => [String], { description: "Possible mistakes in the drafts." })
  readonly warnings: readonly string[];

  @Field(() => SimulationReport, {
    nullable: true,
    description: "The result. Null until the status is DONE.",
  })
  readonly report: SimulationReport | null;

  @Field(() => String, {
    nullable: true,
    description: "Why the simulation failed. Null unless the status is FAILED.",
  })
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
  @Field(() => Simulation, {
    nullable: true,
    description: "The started simulation: query it by its id. Null if it was rejected.",
  })
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
      "Starts a simulation that settles past orders again with the drafts in force. It writes nothing to the ledger and does not delay settlement. Rejected with BUSY if too many simulations are running. Repeating it starts another simulation. For ADMIN and FINANCE.",
  })
  async simulationStart(
    @Arg("input", () => SimulationStartInput) input: SimulationStartInput,
    @Ctx() context: Context,
  ): Promise<SimulationStartPayload> {
    const { network, services } = context;
    const { plan, ladder, programmes } = input;
    const documents = {
      plan: plan ?? undefined,
      ladder: ladder ?? undefined,
      programmes: programmes ?? undefined,
    };
    const { done, userErrors } = await attempt(() => {
      const range = { from: parseInstant(input.from, "from"), to: parseInstant(input.to, "to") };
      return new Simulations(services.jobs).start(network, range, documents, NAMING);
    });
    return new SimulationStartPayload(userErrors, done ? new Simulation(done, context) : null);
  }

  @Access(...BOOKKEEPERS)
  @Query(() => Simulation, {
    nullable: true,
    description:
      "A simulation by its id. Null if it does not exist, has expired, or was removed to make room for newer ones. For ADMIN and FINANCE.",
  })
  async simulation(
    @Arg("id", () => ID, { description: "The id that simulationStart returned." }) id: string,
    @Ctx() context: Context,
  ): Promise<Simulation | null> {
    const found = await new Simulations(context.services.jobs).find(context.network, id);
    return found === undefined ? null : new Simulation(found, context);
  }
}
