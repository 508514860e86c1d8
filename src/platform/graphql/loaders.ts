// Loaders that batch the reads of one request or page of events: equal lookups of many fields become one query in one transaction.
import DataLoader from "dataloader";
import type { Network, Tx } from "../../database/database.ts";
import type { Page } from "../../database/page.ts";

/** The maximum number of keys in one query. */
const MAX_BATCH = 1_000;

/** How a feature reads many objects at once. Declared as a constant beside the types of the feature. */
export interface Loader<K, V> {
  /** The values in the order of the keys. */
  readonly read: (tx: Tx, keys: readonly K[], network: Network) => Promise<readonly V[]>;
  /** Two keys with the same value of keyOf are the same. Default: the key itself. */
  readonly keyOf: (key: K) => unknown;
  /** A value that needs no reading: of what never changes and was read before. */
  readonly recall?: ((key: K, network: Network) => V | undefined) | undefined;
}

export function loader<K, V>(
  read: Loader<K, V>["read"],
  keyOf: (key: K) => unknown = (key) => key,
  recall?: Loader<K, V>["recall"],
): Loader<K, V> {
  return { read, keyOf, recall };
}

/** A page of one list; `of` names the list. */
interface Paged<Of, Key> {
  readonly of: Of;
  readonly page: Page<Key>;
}

type ReadPage<Of, Key, V> = (
  tx: Tx,
  of: readonly Of[],
  page: Page<Key>,
  network: Network,
) => Promise<V[][]>;

/** A loader of pages. Lists of the same field usually ask for the same page; each different page is one query. */
export function pageLoader<Of, Key, V>(
  read: ReadPage<Of, Key, V>,
): Loader<Paged<Of, Key>, readonly V[]> {
  return loader((tx, keys, network) => readPages(tx, keys, network, read), JSON.stringify);
}

async function readPages<Of, Key, V>(
  tx: Tx,
  keys: readonly Paged<Of, Key>[],
  network: Network,
  read: ReadPage<Of, Key, V>,
): Promise<V[][]> {
  const found = new Map<Paged<Of, Key>, V[]>();
  for (const group of Map.groupBy(keys, ({ page }) => JSON.stringify(page)).values()) {
    const of = group.map((key) => key.of);
    const lists = await read(tx, of, group[0]!.page, network);
    for (const [index, key] of group.entries()) found.set(key, lists[index]!);
  }
  return keys.map((key) => found.get(key)!);
}

/** The loaders of one request, or of one page of events; each is created at its first use. */
export class Loaders {
  readonly #network: Network;
  readonly #made = new Map<Loader<never, unknown>, DataLoader<never, unknown, unknown>>();

  constructor(network: Network) {
    this.#network = network;
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
    return this.#network.read((tx) => loader.read(tx, keys, this.#network));
  }

  /** Drops all loaded values, after a write. */
  forget(): void {
    for (const made of this.#made.values()) made.clearAll();
  }
}
