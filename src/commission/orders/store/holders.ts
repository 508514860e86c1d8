// The holders of money in one asset, with what a split and its postings say of each: the two must not differ.
import { add, subtract, type Whole } from "../../../kernel/whole.ts";
import { accounts, CHART, EARNED, parseAccount } from "../../../ledger/chart/chart.ts";
import type { AccountPattern } from "../../../ledger/chart/pattern.ts";
import type { BookAccount } from "../../../ledger/read-book.ts";

/** Holders of one asset that are remembered from one order to the next. */
const MAX_HOLDERS = 200_000;
/** Where what orders bring distributors and suppliers can lie. */
const HOLDINGS: readonly AccountPattern[] = [...EARNED, CHART.supplierPayable, CHART.supplierDebt];

/**
 * The holder of an account's money; the available, pending, withheld and debt accounts have one
 * holder.
 */
export function holderOf(account: string): string {
  const { pattern, owner, code } = parseAccount(account) ?? {};
  return pattern !== undefined && HOLDINGS.includes(pattern)
    ? partyHolder(owner!.toLowerCase(), code!)
    : account;
}

function partyHolder(owner: string, code: string): string {
  return `${owner} ${code}`;
}

export interface Holder {
  readonly name: string;
  /** What the order that is being checked leaves unexplained, in minor units. */
  differenceMinor: Whole;
}

/** The holders of one asset, each found by what names it without making its name again. */
class AssetHolders {
  readonly #asset: string;
  readonly #byName = new Map<string, Holder>();
  readonly #finders: Map<string, Holder>[] = [];
  readonly distributor = this.#finder((code) => partyHolder("distributor", code));
  readonly supplier = this.#finder((code) => partyHolder("supplier", code));
  readonly buyer = this.#finder(accounts.buyerBalance);
  readonly account = this.#finder(holderOf);

  constructor(asset: string) {
    this.#asset = asset;
  }

  get size(): number {
    return this.#byName.size;
  }

  #finder(nameOf: (text: string) => string): (text: string) => Holder {
    const found = new Map<string, Holder>();
    this.#finders.push(found);
    return (text) => {
      let holder = found.get(text);
      if (holder === undefined) {
        holder = this.#named(nameOf(text));
        found.set(text, holder);
      }
      return holder;
    };
  }

  #named(name: string): Holder {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const holder = { name: `${name} in ${this.#asset}`, differenceMinor: 0 };
    this.#byName.set(name, holder);
    return holder;
  }
}

/** Sums up what a split gives each holder less what the postings give it, for one order after another. */
export class Differences {
  readonly #assets = new Map<string, AssetHolders>();
  /** By the accounts' ids. */
  #ofAccounts: Holder[] = [];
  /** The holders that the current order names, once or more. */
  #touched: Holder[] = [];

  /** The holder of an account of the book. */
  of({ id, name, asset }: BookAccount): Holder {
    const known = this.#ofAccounts[id];
    if (known !== undefined && id > 0) return known;
    const holder = this.in(asset).account(name);
    this.#ofAccounts[id] = holder;
    return holder;
  }

  /** The holders of an asset; good for the current order. */
  in(asset: string): AssetHolders {
    let holders = this.#assets.get(asset);
    if (holders === undefined) {
      holders = new AssetHolders(asset);
      this.#assets.set(asset, holders);
    }
    return holders;
  }

  add(holder: Holder, amountMinor: Whole): void {
    if (holder.differenceMinor === 0) this.#touched.push(holder);
    holder.differenceMinor = add(holder.differenceMinor, amountMinor);
  }

  subtract(holder: Holder, amountMinor: Whole): void {
    if (holder.differenceMinor === 0) this.#touched.push(holder);
    holder.differenceMinor = subtract(holder.differenceMinor, amountMinor);
  }

  /** Ends an order: tells each difference that is left, and starts again from none. */
  end(tell: (holder: string, differenceMinor: Whole) => void): void {
    for (const holder of this.#touched) {
      if (holder.differenceMinor !== 0) tell(holder.name, holder.differenceMinor);
      holder.differenceMinor = 0;
    }
    this.#touched = [];
    for (const { size } of this.#assets.values()) if (size > MAX_HOLDERS) this.#forget();
  }

  #forget(): void {
    this.#assets.clear();
    this.#ofAccounts = [];
  }
}
