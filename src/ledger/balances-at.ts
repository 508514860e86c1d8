// Reads balances of many accounts at many moments, each by recorded time or by accounting date.
import type { Tx } from "../database/database.ts";
import { balancesAsOf } from "./balances.ts";
import { balancesOn } from "./balances-on.ts";

/** As recorded up to an instant, or at the end of a day by accounting date. */
export type Moment = { readonly asOf: number } | { readonly on: string };

export interface BalanceKey {
  readonly name: string;
  readonly asset: string;
  readonly at: Moment;
}

/** Balances in the order of the keys, debits positive; runs one query for each asset and moment. */
export async function balancesAt(tx: Tx, keys: readonly BalanceKey[]): Promise<bigint[]> {
  const found = new Map<BalanceKey, bigint>();
  for (const group of Map.groupBy(keys, (key) => momentOf(key)).values()) {
    const [{ asset, at }] = group as [BalanceKey];
    const names = group.map(({ name }) => name);
    const balances =
      "on" in at
        ? await balancesOn(tx, asset, names, at.on)
        : await balancesAsOf(tx, asset, names, at.asOf);
    for (const [index, key] of group.entries()) found.set(key, balances[index]!);
  }
  return keys.map((key) => found.get(key)!);
}

function momentOf({ asset, at }: BalanceKey): string {
  return JSON.stringify([asset, at]);
}
