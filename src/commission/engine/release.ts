// A release: what was held back of a distributor's shares becomes available, or is withheld (rules §3).
import { type Earner, EntryDraft, type Leg } from "../../ledger/entry-draft.ts";
import type { State } from "./state.ts";

/** Takes an amount of the settlement asset out of pending; debts are paid of it first (rules §6). */
export function releaseLegs(
  balances: Pick<State, "asset" | "balance">,
  earner: Earner,
  amountMinor: bigint,
): Leg[] {
  const draft = new EntryDraft(balances);
  draft.add(`liabilities:distributor:${earner.code}:pending`, amountMinor);
  draft.earn(earner, amountMinor);
  return draft.legs;
}
