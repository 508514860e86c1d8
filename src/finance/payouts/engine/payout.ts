// The money of a payout: the amount held, its fee, and the legs of each result (docs/rules.md §7).

import type { State } from "../../../commission/engine/state.ts";
import { shareOf } from "../../../kernel/rate.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import {
  EntryDraft,
  type Leg,
  partyAccounts,
  smaller,
  supplierAccounts,
} from "../../../ledger/entry-draft.ts";

export const PAYEE_KINDS = ["DISTRIBUTOR", "SUPPLIER"] as const;

/** The party that is paid. */
export interface Payee {
  readonly kind: (typeof PAYEE_KINDS)[number];
  readonly code: string;
}

/** The payout terms in force; amounts in minor units. */
export interface PayoutTerms {
  readonly effectiveFrom: number;
  readonly minimumMinor: bigint;
  readonly feeRateMicro: bigint;
  readonly feeMinMinor: bigint;
  /** Undefined if the fee has no upper limit. */
  readonly feeMaxMinor: bigint | undefined;
}

type Balances = Pick<State, "asset" | "balance">;

/** The fee of a payout: amount × rate rounded down, within the limits of the terms. */
export function feeOf(terms: PayoutTerms | undefined, amountMinor: bigint): bigint {
  if (terms === undefined) return 0n;
  const { feeRateMicro, feeMinMinor, feeMaxMinor } = terms;
  const share = shareOf(amountMinor, feeRateMicro, "DOWN");
  const least = share < feeMinMinor ? feeMinMinor : share;
  return feeMaxMinor !== undefined && least > feeMaxMinor ? feeMaxMinor : least;
}

/** The accounts that a payout to a payee can post to. */
export function payoutAccounts(payee: Payee): string[] {
  const ends = [accounts.custody, accounts.payoutFee, accounts.tax];
  return [...Object.values(partyAccounts(payee)), heldOf(payee), ...ends];
}

/** The amount available to a payee now, in minor units. */
export function payable(balances: Balances, payee: Payee): bigint {
  const there = -balances.balance(partyAccounts(payee).payable, balances.asset.code);
  return smaller(there, there);
}

/** The legs of a request: the amount is held. */
export function holdLegs(balances: Balances, payee: Payee, amountMinor: bigint): Leg[] {
  const draft = new EntryDraft(balances);
  draft.add(partyAccounts(payee).payable, amountMinor);
  draft.add(heldOf(payee), -amountMinor);
  return draft.legs;
}

/**
 * The legs of a rejected or failed payout: the held amount is returned and pays debts first
 * (docs/rules.md §6). If the distributor's earnings are withheld now, the returned amount is withheld too.
 */
export function returnLegs(
  balances: Balances,
  payee: Payee,
  amountMinor: bigint,
  isWithheld: boolean,
): Leg[] {
  const { kind, code } = payee;
  const draft = new EntryDraft(balances);
  draft.add(heldOf(payee), amountMinor);
  if (kind === "DISTRIBUTOR") draft.earn({ code, isWithheld }, amountMinor);
  else draft.give(supplierAccounts(code), amountMinor);
  return draft.legs;
}

/** The legs of a paid payout: the amount leaves custody, less the fee and the tax. */
export function paidLegs(
  balances: Balances,
  payee: Payee,
  amounts: { readonly amountMinor: bigint; readonly feeMinor: bigint; readonly taxMinor: bigint },
): Leg[] {
  const { amountMinor, feeMinor, taxMinor } = amounts;
  const draft = new EntryDraft(balances);
  draft.add(heldOf(payee), amountMinor);
  draft.add(accounts.custody, feeMinor + taxMinor - amountMinor);
  draft.add(accounts.tax, -taxMinor);
  draft.add(accounts.payoutFee, -feeMinor);
  return draft.legs;
}

function heldOf({ kind, code }: Payee): string {
  return kind === "DISTRIBUTOR" ? accounts.held(code) : accounts.supplierHeld(code);
}
