// A payout's money: what is held, what it costs, and where it goes when it ends (rules §7).

import type { State } from "../../../commission/engine/state.ts";
import { shareOf } from "../../../kernel/rate.ts";
import {
  distributorStanding,
  EntryDraft,
  type Leg,
  smaller,
  supplierStanding,
} from "../../../ledger/entry-draft.ts";

export const PAYEE_KINDS = ["DISTRIBUTOR", "SUPPLIER"] as const;

/** Who is paid. */
export interface Payee {
  readonly kind: (typeof PAYEE_KINDS)[number];
  readonly code: string;
}

/** What payouts go by; amounts in minor units. */
export interface PayoutTerms {
  readonly effectiveFrom: number;
  readonly minimumMinor: bigint;
  readonly feeRateMicro: bigint;
  readonly feeMinMinor: bigint;
  /** Without one the fee has no bound. */
  readonly feeMaxMinor: bigint | undefined;
}

type Balances = Pick<State, "asset" | "balance">;

/** The fee on a payout: amount × rate rounded down, within the terms' bounds. */
export function feeOf(terms: PayoutTerms | undefined, amountMinor: bigint): bigint {
  if (terms === undefined) return 0n;
  const { feeRateMicro, feeMinMinor, feeMaxMinor } = terms;
  const share = shareOf(amountMinor, feeRateMicro, "DOWN");
  const least = share < feeMinMinor ? feeMinMinor : share;
  return feeMaxMinor !== undefined && least > feeMaxMinor ? feeMaxMinor : least;
}

/** The accounts that a payout to somebody can touch. */
export function payoutAccounts(payee: Payee): string[] {
  const ends = ["assets:custody", "revenue:payout-fee", "liabilities:tax"];
  return [...Object.values(standingOf(payee)), heldOf(payee), ...ends];
}

/** What somebody may take out now, in minor units. */
export function payable(balances: Balances, payee: Payee): bigint {
  const there = -balances.balance(standingOf(payee).payable, balances.asset.code);
  return smaller(there, there);
}

/** A request: what is to be paid is held. */
export function holdLegs(balances: Balances, payee: Payee, amountMinor: bigint): Leg[] {
  const draft = new EntryDraft(balances);
  draft.add(standingOf(payee).payable, amountMinor);
  draft.add(heldOf(payee), -amountMinor);
  return draft.legs;
}

/**
 * One that comes to nothing: what was held is there again, and pays debts first (rules §6); of a
 * distributor whose earnings are withheld by now it is withheld.
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
  else draft.give(supplierStanding(code), amountMinor);
  return draft.legs;
}

/** One that was paid: out of custody, less what is kept of it. */
export function paidLegs(
  balances: Balances,
  payee: Payee,
  amounts: { readonly amountMinor: bigint; readonly feeMinor: bigint; readonly taxMinor: bigint },
): Leg[] {
  const { amountMinor, feeMinor, taxMinor } = amounts;
  const draft = new EntryDraft(balances);
  draft.add(heldOf(payee), amountMinor);
  draft.add("assets:custody", feeMinor + taxMinor - amountMinor);
  draft.add("liabilities:tax", -taxMinor);
  draft.add("revenue:payout-fee", -feeMinor);
  return draft.legs;
}

function standingOf({ kind, code }: Payee) {
  return kind === "DISTRIBUTOR" ? distributorStanding(code) : supplierStanding(code);
}

function heldOf({ kind, code }: Payee): string {
  return `liabilities:${kind.toLowerCase()}:${code}:held`;
}
