// Simulations as jobs: any server replays the history with the drafts, and every server can show the result.
import type { Network } from "../../database/database.ts";
import { defineJob, type JobKind, plainJson } from "../../platform/jobs/define.ts";
import type { Jobs, JobView } from "../../platform/jobs/jobs.ts";
import type { DraftDocuments, Naming } from "../replay/drafts.ts";
import type { Range } from "../replay/entry.ts";
import type { ReplayReport } from "../replay/report.ts";
import { REPORT_JSON } from "../replay/report-json.ts";
import { prepareHistory, simulateHistory } from "./simulate-history.ts";

const HOUR_MS = 3_600_000;

/** Documents as they were sent: whoever runs it checks them again, since the network may have changed. */
interface SimulationRequest {
  readonly range: Range;
  readonly documents: DraftDocuments;
  readonly warnings: readonly string[];
}

type SimulationJob = JobKind<SimulationRequest, ReplayReport>;

/** Faults that come up only when it is run are told as they are. */
const PLAIN: Naming = { of: (_draft, check) => check(), place: (fault) => fault };

/** Kept for a week, so that a report can be talked over. */
export const SIMULATION: SimulationJob = defineJob({
  kind: "simulation",
  plural: "simulations",
  perServer: 1,
  perNetwork: 2,
  maxAttempts: 3,
  maxMs: 4 * HOUR_MS,
  isHeavy: true,
  keepMs: 7 * 24 * HOUR_MS,
  keepCount: 50,
  input: plainJson<SimulationRequest>(),
  result: REPORT_JSON,
  async run({ network, input: { range, documents }, signal, onProgress }) {
    const request = await prepareHistory(network, range, documents, PLAIN);
    return simulateHistory(network, request, onProgress, signal);
  },
});

export const SIMULATION_STATUSES = ["RUNNING", "DONE", "FAILED"] as const;
export type SimulationStatus = (typeof SIMULATION_STATUSES)[number];

export interface Simulation {
  readonly id: string;
  readonly range: Range;
  /** What of the drafts may be a mistake. */
  readonly warnings: readonly string[];
  readonly status: SimulationStatus;
  /** How much of the journal has been replayed, from 0 to 1. */
  readonly progress: number;
  /** Of one that is done. */
  readonly report: ReplayReport | undefined;
  /** Why it failed. */
  readonly failure: string | undefined;
}

export class Simulations {
  readonly #jobs: Jobs;

  constructor(jobs: Jobs) {
    this.#jobs = jobs;
  }

  /** Starts one. Throws what `prepareHistory` does, and `BUSY` where enough of them run. */
  async start(
    network: Network,
    range: Range,
    documents: DraftDocuments,
    naming: Naming,
  ): Promise<Simulation> {
    const { warnings } = await prepareHistory(network, range, documents, naming);
    const owner = network.actor?.sub ?? "";
    const request = { range, documents, warnings };
    return simulationOf(await this.#jobs.start(SIMULATION, network, owner, request));
  }

  /** One of a network; undefined once it is forgotten. */
  async find(network: Network, id: string): Promise<Simulation | undefined> {
    const job = await this.#jobs.find(SIMULATION, network, id);
    return job === undefined ? undefined : simulationOf(job);
  }
}

function simulationOf(job: JobView<SimulationRequest, ReplayReport>): Simulation {
  const { id, input, status, progress, result: report, failure } = job;
  const { range, warnings } = input;
  const about = { id, range, warnings, progress, report, failure };
  if (status === "CANCELLED") return { ...about, status: "FAILED", failure: "cancelled" };
  return { ...about, status: status === "WAITING" ? "RUNNING" : status };
}
