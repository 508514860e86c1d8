// A release: a distributor's pending shares become available, or are withheld (docs/rules.md §3).
import { accounts } from "../../ledger/chart/chart.ts";
import { type Earner, EntryDraft, type Leg } from "../../ledger/entry-draft.ts";
import type { State } from "./state.ts";

/**
 * The legs that release a pending amount of the settlement asset; it pays debts first
 * (docs/rules.md §6).
 */
export function releaseLegs(
  balances: Pick<State, "asset" | "balance">,
  earner: Earner,
  amountMinor: bigint,
): Leg[] {
  const draft = new EntryDraft(balances);
  draft.add(accounts.pending(earner.code), amountMinor);
  draft.earn(earner, amountMinor);
  return draft.legs;
}
