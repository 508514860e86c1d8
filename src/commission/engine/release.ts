// A release: a distributor's pending shares become available, or are withheld (rules §3).
import { type Earner, EntryDraft, type Leg } from "../../ledger/entry-draft.ts";
import type { State } from "./state.ts";

/**
 * The legs that release a pending amount of the settlement asset; it pays debts first (rules §6).
 */
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
