// What is told of each commit of the lanes, for metrics and traces.
import type { Network } from "../../../database/database.ts";
import type { Outcome } from "./batch.ts";
import type { Chunk } from "./queue.ts";
import type { Stages } from "./stages.ts";

/** One commit, after it is stored. */
export interface Committed {
  readonly network: Network;
  readonly chunks: readonly Chunk[];
  /** In the order of the chunks' inputs. */
  readonly outcomes: readonly Outcome[];
  readonly stages: Stages;
}

export interface LaneWatch {
  /** Called when something is submitted; what it gives comes back with the commit. */
  readonly origin?: (() => unknown) | undefined;
  committed(committed: Committed): void;
  /** Inputs were refused because too much waits. */
  turnedAway(inputs: number): void;
  /** A commit failed, and with it all requests that it was for. */
  failed(): void;
}

export interface Watched {
  readonly watch: LaneWatch | undefined;
}
