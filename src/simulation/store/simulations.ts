// Runs simulations in the background, a few at once, and keeps them in memory only.
import { randomUUID } from "node:crypto";
import type { Network } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import type { DraftDocuments, Naming } from "../replay/drafts.ts";
import type { Range } from "../replay/entry.ts";
import type { ReplayReport } from "../replay/report.ts";
import { type HistoryRequest, prepareHistory, simulateHistory } from "./simulate-history.ts";

/** Most simulations that run at once; another request is refused with `BUSY`. */
const MAX_RUNNING = 2;
/** Most simulations kept; the oldest finished one is removed for a new one. */
const MAX_KEPT = 50;

export const SIMULATION_STATUSES = ["RUNNING", "DONE", "FAILED"] as const;
export type SimulationStatus = (typeof SIMULATION_STATUSES)[number];

export interface Simulation {
  readonly id: string;
  readonly range: Range;
  /** Possible mistakes in the drafts. */
  readonly warnings: readonly string[];
  status: SimulationStatus;
  /** The replayed part of the journal, from 0 to 1. */
  progress: number;
  /** Set when the simulation is done. */
  report: ReplayReport | undefined;
  /** The reason of a failure. */
  failure: string | undefined;
}

/** Called for an unexpected failure, with its network. */
export type OnSimulationFault = (network: string, fault: unknown) => void;

export class Simulations {
  /** By network and id, in the order in which they were started. */
  readonly #kept = new Map<string, Simulation>();
  readonly #running = new Set<Promise<void>>();
  readonly #closing = new AbortController();
  #taken = 0;
  onFault: OnSimulationFault = () => {};

  /** Starts a simulation. Throws like `prepareHistory`, and `BUSY` if too many simulations run. */
  async start(
    network: Network,
    range: Range,
    documents: DraftDocuments,
    naming: Naming,
  ): Promise<Simulation> {
    if (this.#taken >= MAX_RUNNING) {
      throw new Refusal("BUSY", `${MAX_RUNNING} simulations are already running; try again later`);
    }
    this.#taken += 1;
    try {
      const request = await prepareHistory(network, range, documents, naming);
      const simulation = this.#keep(network, request);
      const running = this.#run(network, simulation, request);
      this.#running.add(running);
      running.finally(() => this.#running.delete(running));
      return simulation;
    } catch (refusal) {
      this.#taken -= 1;
      throw refusal;
    }
  }

  #keep(network: Network, { range, warnings }: HistoryRequest): Simulation {
    const ended = [...this.#kept].find(([, { status }]) => status !== "RUNNING");
    if (this.#kept.size >= MAX_KEPT && ended !== undefined) this.#kept.delete(ended[0]);
    const nothing = { report: undefined, failure: undefined };
    const id = randomUUID();
    const simulation: Simulation = {
      id,
      range,
      warnings,
      status: "RUNNING",
      progress: 0,
      ...nothing,
    };
    this.#kept.set(`${network.schema} ${id}`, simulation);
    return simulation;
  }

  async #run(network: Network, simulation: Simulation, request: HistoryRequest): Promise<void> {
    const onReplayed = (done: number, total: number) => {
      simulation.progress = done / total;
    };
    try {
      const { signal } = this.#closing;
      simulation.report = await simulateHistory(network, request, onReplayed, signal);
      simulation.status = "DONE";
    } catch (fault) {
      const isForeseen = fault instanceof Refusal;
      simulation.failure = isForeseen ? fault.message : "internal error; see the server log";
      simulation.status = "FAILED";
      if (!isForeseen) this.onFault(network.settings.name, fault);
    } finally {
      this.#taken -= 1;
    }
  }

  /** A kept simulation; undefined if unknown, or if it belongs to another network. */
  find(network: Network, id: string): Simulation | undefined {
    return this.#kept.get(`${network.schema} ${id}`);
  }

  /** Stops the running simulations, and accepts no new ones. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#running);
  }
}
