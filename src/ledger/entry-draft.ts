// One entry being made: its sides gathered by account, and debts paid and made where somebody owes.
import type { Distributor } from "../commission/engine/distributor.ts";
import type { State } from "../commission/engine/state.ts";

/** One side of an entry: debits positive, credits negative, in minor units (rules §7). */
export interface Leg {
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: bigint;
}

/** What one is owed, and what it owes. */
export interface Standing {
  readonly payable: string;
  readonly receivable: string;
  /** What waits for a decision of what it is owed; suppliers have none. */
  readonly withheld?: string;
}

export interface DistributorStanding extends Standing {
  readonly withheld: string;
}

export function distributorStanding(code: string): DistributorStanding {
  return {
    payable: `liabilities:distributor:${code}:available`,
    receivable: `assets:receivable:distributor:${code}`,
    withheld: `liabilities:distributor:${code}:withheld`,
  };
}

export function supplierStanding(code: string): Standing {
  return {
    payable: `liabilities:supplier:${code}`,
    receivable: `assets:receivable:supplier:${code}`,
  };
}

/** What a draft needs to know of a distributor that earns. */
export type Earner = Pick<Distributor, "code" | "isWithheld">;

/** What a draft needs to know of a network. */
type Balances = Pick<State, "asset" | "balance">;

export class EntryDraft {
  readonly #state: Balances;
  readonly #sides = new Map<string, { account: string; asset: string; amountMinor: bigint }>();

  constructor(state: Balances) {
    this.#state = state;
  }

  /** Debits (above 0) or credits (below 0) an account; in the settlement asset unless one is named. */
  add(account: string, amountMinor: bigint, asset = this.#state.asset.code): void {
    const key = `${asset} ${account}`;
    const side = this.#sides.get(key);
    if (side === undefined) this.#sides.set(key, { account, asset, amountMinor });
    else side.amountMinor += amountMinor;
  }

  /** The balance of an account in the settlement asset, with what this entry has done to it so far. */
  balance(account: string, asset = this.#state.asset.code): bigint {
    const side = this.#sides.get(`${asset} ${account}`);
    return this.#state.balance(account, asset) + (side?.amountMinor ?? 0n);
  }

  /** Credits what somebody gets: whoever owes pays that first (rules §6). */
  give({ payable, receivable }: Standing, amountMinor: bigint): void {
    const debt = smaller(this.balance(receivable), amountMinor);
    this.add(receivable, -debt);
    this.add(payable, debt - amountMinor);
  }

  /** Credits what a distributor earned: while that is withheld it is not available, and pays no debt. */
  earn({ code, isWithheld }: Earner, amountMinor: bigint): void {
    const standing = distributorStanding(code);
    if (isWithheld) this.add(standing.withheld, -amountMinor);
    else this.give(standing, amountMinor);
  }

  /** Takes back what somebody got, withheld or payable: what it no longer has becomes a debt (rules §6). */
  takeBack({ withheld, payable, receivable }: Standing, amountMinor: bigint): void {
    let left = amountMinor;
    for (const account of withheld === undefined ? [payable] : [withheld, payable]) {
      const held = smaller(-this.balance(account), left);
      this.add(account, held);
      left -= held;
    }
    this.add(receivable, left);
  }

  /** The sides that came to something, in the order in which they came up. */
  get legs(): Leg[] {
    return [...this.#sides.values()].filter((side) => side.amountMinor !== 0n);
  }
}

/** The smaller of what there is and what is wanted; nothing where there is less than nothing. */
export function smaller(there: bigint, wanted: bigint): bigint {
  if (there <= 0n) return 0n;
  return there < wanted ? there : wanted;
}
