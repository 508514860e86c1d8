// How a feature reads many objects at once: lookups by key, and pages of lists.
import type { Network, Tx } from "../../database/database.ts";
import type { Page } from "../../database/page.ts";

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
