// What no entry made by hand may do: take more than there is, or leave money where it may not lie.

import type { State } from "../../../commission/engine/state.ts";
import {
  distributorStanding,
  type Earner,
  EntryDraft,
  type Leg,
} from "../../../ledger/entry-draft.ts";

/** An account that has less than is taken from it, in minor units of the asset. */
export interface Overdrawn {
  readonly account: string;
  readonly hasMinor: bigint;
  readonly takenMinor: bigint;
}

/** The first account that legs take too much from: what is owed, is a debt or lies in custody ends at 0. */
export function findOverdrawn(
  balances: Pick<State, "balance">,
  legs: readonly Leg[],
): Overdrawn | undefined {
  for (const { account, asset, amountMinor } of legs) {
    const side = sideOf(account);
    const hasMinor = side * balances.balance(account, asset);
    const takenMinor = -side * amountMinor;
    if (takenMinor > 0n && takenMinor > hasMinor) return { account, hasMinor, takenMinor };
  }
  return undefined;
}

/** On which side an account has something: 1 debit, −1 credit, 0 either. */
function sideOf(account: string): bigint {
  if (account.startsWith("liabilities:")) return -1n;
  return account === "assets:custody" || account.startsWith("assets:receivable:") ? 1n : 0n;
}

/** What would be wrong with where a distributor's money lies after the legs (rules §6, §7). */
export function findMisplaced(
  balances: Pick<State, "asset" | "balance">,
  legs: readonly Leg[],
  { code, isWithheld }: Earner,
): string | undefined {
  const { payable, receivable, withheld } = distributorStanding(code);
  const draft = new EntryDraft(balances);
  for (const { account, asset, amountMinor } of legs) draft.add(account, amountMinor, asset);
  const has = (account: string) => draft.balance(account) < 0n;
  if (has(payable) && draft.balance(receivable) > 0n) {
    return `${code} would owe while it has something to take`;
  }
  if (has(isWithheld ? payable : withheld)) {
    return `the earnings of ${code} are${isWithheld ? "" : " not"} withheld`;
  }
  return undefined;
}
