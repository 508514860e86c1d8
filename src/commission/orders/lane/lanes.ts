// Holds the lanes of this process, one for each network.
import type { Network } from "../../../database/database.ts";
import { Lane } from "./lane.ts";
import type { LaneWatch, Watched } from "./watch.ts";

export class Lanes implements Watched {
  readonly #lanes = new Map<string, Lane>();
  watch: LaneWatch | undefined;

  /** The network's lane in this process. */
  of(network: Network): Lane {
    const lane = this.#lanes.get(network.schema) ?? new Lane(network, this);
    this.#lanes.set(network.schema, lane);
    return lane;
  }

  /** The inputs that wait in all lanes. */
  get waiting(): number {
    return [...this.#lanes.values()].reduce((sum, lane) => sum + lane.waiting, 0);
  }

  /** Resolves when every submitted order is settled or refused. */
  async drain(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.drain()));
  }
}
