// What no entry made by hand may do: take more than there is, or leave a debt beside what could pay it.
import { distributorStanding, EntryDraft, type Leg } from "./entry.ts";
import type { State } from "./state.ts";

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

/** Whether a distributor would owe while it has something to take, which none may (rules §6). */
export function wouldOweAndHave(
  balances: Pick<State, "asset" | "balance">,
  legs: readonly Leg[],
  distributor: string,
): boolean {
  const { payable, receivable } = distributorStanding(distributor);
  const draft = new EntryDraft(balances);
  for (const { account, asset, amountMinor } of legs) draft.add(account, amountMinor, asset);
  return draft.balance(payable) < 0n && draft.balance(receivable) > 0n;
}
