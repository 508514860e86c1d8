// The lanes of this process, one for each network.
import type { Network } from "../../../database/database.ts";
import { Lane, type OnBatch } from "./lane.ts";

export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  /** For whoever measures. */
  onBatch: OnBatch = () => {};

  /** The network's lane in this process. */
  of(network: Network): Lane {
    const lane =
      this.#lanes.get(network.schema) ?? new Lane(network, (outcomes) => this.onBatch(outcomes));
    this.#lanes.set(network.schema, lane);
    return lane;
  }

  /** Resolves when every order that was submitted has been settled or refused. */
  async drain(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.drain()));
  }
}
