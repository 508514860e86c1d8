// Checks manual entries: they must not take more than an account has, nor leave money on a
// forbidden account.

import type { State } from "../../../commission/engine/state.ts";
import { findPattern } from "../../../ledger/chart/chart.ts";
import {
  distributorAccounts,
  type Earner,
  EntryDraft,
  type Leg,
} from "../../../ledger/entry-draft.ts";

/** An account that has less than the entry takes, in minor units of the asset. */
export interface Overdrawn {
  readonly account: string;
  readonly hasMinor: bigint;
  readonly takenMinor: bigint;
}

/** The first account that the legs overdraw: payable, debt and custody balances end at 0. */
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

/** The normal side of an account: 1 debit, −1 credit, 0 either. */
function sideOf(account: string): bigint {
  const pattern = findPattern(account);
  if (pattern?.endsAtZero === undefined) return 0n;
  return pattern.side === "DEBIT" ? 1n : -1n;
}

/**
 * Why a distributor's balances would be invalid after the legs; undefined if valid
 * (docs/rules.md §6, §7).
 */
export function findMisplaced(
  balances: Pick<State, "asset" | "balance">,
  legs: readonly Leg[],
  { code, isWithheld }: Earner,
): string | undefined {
  const { payable, receivable, withheld } = distributorAccounts(code);
  const draft = new EntryDraft(balances);
  for (const { account, asset, amountMinor } of legs) draft.add(account, amountMinor, asset);
  const has = (account: string) => draft.balance(account) < 0n;
  if (has(payable) && draft.balance(receivable) > 0n) {
    return `${code} would have a debt and an available balance at once`;
  }
  if (has(isWithheld ? payable : withheld)) {
    return `the earnings of ${code} are${isWithheld ? "" : " not"} withheld`;
  }
  return undefined;
}
