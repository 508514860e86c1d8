// Loaders of one request or page of events: equal lookups of many fields are one, and what is looked up together is read together.
import DataLoader from "dataloader";
import type { Network } from "../../database/database.ts";
import { type GatheredReads, gatheredReadsOf, MAX_BATCH } from "./gathered-reads.ts";
import type { Loader } from "./loader.ts";

/** The loaders of one request, or of one page of events; each is created at its first use. */
export class Loaders {
  readonly #network: Network;
  readonly #reads: GatheredReads;
  readonly #made = new Map<Loader<never, unknown>, DataLoader<never, unknown, unknown>>();

  /** `network` is that of the database, whoever asks. */
  constructor(network: Network) {
    this.#network = network;
    this.#reads = gatheredReadsOf(network);
  }

  of<K, V>(loader: Loader<K, V>): DataLoader<K, V, unknown> {
    const made = this.#made.get(loader) as DataLoader<K, V, unknown> | undefined;
    if (made !== undefined) return made;
    const batch = (keys: readonly K[]) => this.#read(loader, keys);
    const options = { maxBatchSize: MAX_BATCH, cacheKeyFn: loader.keyOf };
    const fresh = new DataLoader<K, V, unknown>(batch, options);
    this.#made.set(loader, fresh as DataLoader<never, unknown, unknown>);
    return fresh;
  }

  async #read<K, V>(loader: Loader<K, V>, keys: readonly K[]): Promise<readonly V[]> {
    const recalled = keys.map((key) => loader.recall?.(key, this.#network));
    if (!recalled.includes(undefined)) return recalled as V[];
    return this.#reads.read(loader, keys);
  }

  /** Drops all loaded values, after a write. */
  forget(): void {
    for (const made of this.#made.values()) made.clearAll();
  }
}
