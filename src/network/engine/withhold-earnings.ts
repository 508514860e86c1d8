// Withholds a distributor's available earnings until a decision (KYC, risk), and lifts the
// withholding (docs/rules.md §7).
import {
  type Balances,
  distributorAccounts,
  EntryDraft,
  type Leg,
  smaller,
} from "../../ledger/entry-draft.ts";

/** The accounts that withholding a distributor's earnings, or lifting it, can post to. */
export function withholdAccounts(code: string): string[] {
  const { payable, receivable, withheld } = distributorAccounts(code);
  return [payable, receivable, withheld];
}

/** The legs that withhold the whole available balance. */
export function withholdEarningsLegs(balances: Balances, code: string): Leg[] {
  const { payable, withheld } = distributorAccounts(code);
  const draft = new EntryDraft(balances);
  const amountMinor = balanceOf(draft, payable);
  draft.add(payable, amountMinor);
  draft.add(withheld, -amountMinor);
  return draft.legs;
}

/**
 * The legs that make the whole withheld balance available again; it pays debts first
 * (docs/rules.md §6).
 */
export function liftEarningsLegs(balances: Balances, code: string): Leg[] {
  const own = distributorAccounts(code);
  const draft = new EntryDraft(balances);
  const amountMinor = balanceOf(draft, own.withheld);
  draft.add(own.withheld, amountMinor);
  draft.give(own, amountMinor);
  return draft.legs;
}

function balanceOf(draft: EntryDraft, account: string): bigint {
  const there = -draft.balance(account);
  return smaller(there, there);
}
