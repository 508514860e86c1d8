// A release: what was held back of a distributor's shares becomes available (rules §3).
import { distributorStanding, EntryDraft, type Leg } from "./entry.ts";
import type { State } from "./state.ts";

/** Takes an amount of the settlement asset out of pending; debts are paid of it first (rules §6). */
export function releaseLegs(
  balances: Pick<State, "asset" | "balance">,
  code: string,
  amountMinor: bigint,
): Leg[] {
  const draft = new EntryDraft(balances);
  draft.add(`liabilities:distributor:${code}:pending`, amountMinor);
  draft.give(distributorStanding(code), amountMinor);
  return draft.legs;
}
