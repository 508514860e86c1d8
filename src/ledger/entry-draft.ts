// Builds one ledger entry: collects its sides by account, pays debts from credits, and records new
// debts.

import type { Asset } from "../kernel/money.ts";
import { remembering } from "../kernel/remember.ts";
import { accounts } from "./chart/chart.ts";
import type { Party } from "./chart/pattern.ts";

/** One side of an entry: debits positive, credits negative, in minor units (docs/rules.md §7). */
export interface Leg {
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: bigint;
}

/** The accounts of a payee: its balance (payable) and its debt (receivable). */
export interface PartyAccounts {
  readonly payable: string;
  readonly receivable: string;
  /** The account of withheld earnings; suppliers have none. */
  readonly withheld?: string;
}

export interface DistributorAccounts extends PartyAccounts {
  readonly withheld: string;
}

export function distributorAccounts(code: string): DistributorAccounts {
  return {
    payable: accounts.available(code),
    receivable: accounts.distributorDebt(code),
    withheld: accounts.withheld(code),
  };
}

export const supplierAccounts: (code: string) => PartyAccounts = remembering((code) => ({
  payable: accounts.supplierPayable(code),
  receivable: accounts.supplierDebt(code),
}));

/** The accounts of a distributor or supplier; a buyer has no debts. */
export function partyAccounts({ kind, code }: Party): PartyAccounts {
  return kind === "DISTRIBUTOR" ? distributorAccounts(code) : supplierAccounts(code);
}

/** The fields of a distributor that a draft needs to credit its earnings. */
export interface Earner {
  readonly code: string;
  /** Whether its earnings wait for a decision (KYC, risk) before they are available. */
  readonly isWithheld: boolean;
  /** Its accounts, if it keeps them. */
  readonly accounts?: DistributorAccounts;
}

interface Side {
  readonly account: string;
  readonly asset: string;
  amountMinor: bigint;
}

/** The part of the state that a draft needs. */
export interface Balances {
  /** The settlement asset. */
  readonly asset: Asset;
  /** The balance of an account, debits positive; 0 if it has no postings. */
  balance(account: string, asset: string): bigint;
}

export class EntryDraft {
  readonly #state: Balances;
  readonly #sides = new Map<string, Side>();
  /** The sides in other assets, by asset. */
  readonly #others = new Map<string, Map<string, Side>>();
  readonly #inOrder: Side[] = [];

  constructor(state: Balances) {
    this.#state = state;
  }

  /** Debits (above 0) or credits (below 0) an account; the default is the settlement asset. */
  add(account: string, amountMinor: bigint, asset = this.#state.asset.code): void {
    const sides = this.#sidesIn(asset);
    const side = sides.get(account);
    if (side !== undefined) side.amountMinor += amountMinor;
    else {
      const first = { account, asset, amountMinor };
      sides.set(account, first);
      this.#inOrder.push(first);
    }
  }

  /** The balance of an account in the asset, including the sides of this entry so far. */
  balance(account: string, asset = this.#state.asset.code): bigint {
    const side = this.#sidesIn(asset).get(account);
    return this.#state.balance(account, asset) + (side?.amountMinor ?? 0n);
  }

  /** Credits a payee; its debt is paid first (docs/rules.md §6). */
  give({ payable, receivable }: PartyAccounts, amountMinor: bigint): void {
    const debt = smaller(this.balance(receivable), amountMinor);
    this.add(receivable, -debt);
    this.add(payable, debt - amountMinor);
  }

  /** Credits a distributor's earnings; withheld earnings are not available and pay no debt. */
  earn(earner: Earner, amountMinor: bigint): void {
    const { code, isWithheld, accounts: own = distributorAccounts(code) } = earner;
    if (isWithheld) this.add(own.withheld, -amountMinor);
    else this.give(own, amountMinor);
  }

  /**
   *
   * Takes an amount back from the withheld and payable balances; the rest becomes debt
   * (docs/rules.md §6).
   */
  clawBack({ withheld, payable, receivable }: PartyAccounts, amountMinor: bigint): void {
    let left = amountMinor;
    for (const account of withheld === undefined ? [payable] : [withheld, payable]) {
      const held = smaller(-this.balance(account), left);
      this.add(account, held);
      left -= held;
    }
    this.add(receivable, left);
  }

  /** The sides that are not zero, in the order in which they were added. */
  get legs(): Leg[] {
    return this.#inOrder.filter((side) => side.amountMinor !== 0n);
  }

  #sidesIn(asset: string): Map<string, Side> {
    if (asset === this.#state.asset.code) return this.#sides;
    const known = this.#others.get(asset) ?? new Map<string, Side>();
    this.#others.set(asset, known);
    return known;
  }
}

/** The smaller of the available and the wanted amount; 0 if the available amount is negative. */
export function smaller(there: bigint, wanted: bigint): bigint {
  if (there <= 0n) return 0n;
  return there < wanted ? there : wanted;
}
