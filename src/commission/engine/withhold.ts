// Earnings that wait for a decision (KYC, risk): what is available is withheld, and is given back (rules §7).
import { distributorStanding, EntryDraft, type Leg, smaller } from "../../ledger/entry-draft.ts";
import type { State } from "./state.ts";

type Balances = Pick<State, "asset" | "balance">;

/** The accounts that withholding somebody's earnings, and lifting that, can touch. */
export function withholdAccounts(code: string): string[] {
  const { payable, receivable, withheld } = distributorStanding(code);
  return [payable, receivable, withheld];
}

/** All that is available is withheld. */
export function withholdLegs(balances: Balances, code: string): Leg[] {
  const { payable, withheld } = distributorStanding(code);
  const draft = new EntryDraft(balances);
  const amountMinor = held(draft, payable);
  draft.add(payable, amountMinor);
  draft.add(withheld, -amountMinor);
  return draft.legs;
}

/** All that is withheld is available again; debts are paid of it first (rules §6). */
export function liftLegs(balances: Balances, code: string): Leg[] {
  const standing = distributorStanding(code);
  const draft = new EntryDraft(balances);
  const amountMinor = held(draft, standing.withheld);
  draft.add(standing.withheld, amountMinor);
  draft.give(standing, amountMinor);
  return draft.legs;
}

function held(draft: EntryDraft, account: string): bigint {
  const there = -draft.balance(account);
  return smaller(there, there);
}
