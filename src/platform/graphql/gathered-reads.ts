// Look-ups of all requests of a network that arrive together: one statement for each loader, all in one round trip.
import type { Network, Tx } from "../../database/database.ts";
import type { Loader } from "./loader.ts";

/** The maximum number of keys in one query. */
export const MAX_BATCH = 1_000;
/** A look-up of more keys goes alone: others must not wait for it. */
const MAX_GATHERED = 100;

/** What one request asks of one loader. */
interface Ask<K = never, V = unknown> {
  readonly keys: readonly K[];
  readonly resolve: (values: readonly V[]) => void;
  readonly reject: (error: unknown) => void;
}

const gathered = new WeakMap<Network, GatheredReads>();

/** Those of all requests of a network of the database. */
export function gatheredReadsOf(network: Network): GatheredReads {
  const known = gathered.get(network);
  if (known !== undefined) return known;
  const fresh = new GatheredReads(network);
  gathered.set(network, fresh);
  return fresh;
}

export class GatheredReads {
  readonly #network: Network;
  #waiting = new Map<Loader<never, unknown>, Ask[]>();

  constructor(network: Network) {
    this.#network = network;
  }

  /** The values in the order of the keys, read after this call. */
  read<K, V>(loader: Loader<K, V>, keys: readonly K[]): Promise<readonly V[]> {
    if (keys.length > MAX_GATHERED) return this.#readAlone(loader, keys);
    const { promise, resolve, reject } = Promise.withResolvers<readonly V[]>();
    // Requests that arrived with this one are read by the end of this turn of the event loop.
    if (this.#waiting.size === 0) setImmediate(() => this.#readWaiting());
    const asks = this.#waiting.get(loader as Loader<never, unknown>) ?? [];
    this.#waiting.set(loader as Loader<never, unknown>, asks);
    asks.push({ keys, resolve, reject } as Ask);
    return promise;
  }

  #readWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    this.#network
      .lookUp((tx) =>
        Promise.all([...waiting].map(([loader, asks]) => this.#answer(tx, loader, asks))),
      )
      .catch((error) => {
        for (const { reject } of [...waiting.values()].flat()) reject(error);
      });
  }

  async #answer<K, V>(tx: Tx, loader: Loader<K, V>, asks: readonly Ask<K, V>[]): Promise<void> {
    try {
      const values = await readOnce(tx, loader, asks, this.#network);
      for (const { keys, resolve } of asks) {
        resolve(keys.map((key) => values.get(loader.keyOf(key)) as V));
      }
    } catch {
      // One request's key must not be another request's error.
      for (const { keys, resolve, reject } of asks) {
        this.#readAlone(loader, keys).then(resolve, reject);
      }
    }
  }

  #readAlone<K, V>(loader: Loader<K, V>, keys: readonly K[]): Promise<readonly V[]> {
    return this.#network.lookUp((tx) => loader.read(tx, keys, this.#network));
  }
}

/** Equal keys of several requests are one key. */
async function readOnce<K, V>(
  tx: Tx,
  loader: Loader<K, V>,
  asks: readonly Ask<K, V>[],
  network: Network,
): Promise<Map<unknown, V>> {
  const byKey = new Map(asks.flatMap(({ keys }) => keys.map((key) => [loader.keyOf(key), key])));
  const all = [...byKey.values()];
  const values: V[] = [];
  for (let from = 0; from < all.length; from += MAX_BATCH) {
    values.push(...(await loader.read(tx, all.slice(from, from + MAX_BATCH), network)));
  }
  return new Map([...byKey.keys()].map((key, place) => [key, values[place]!]));
}
