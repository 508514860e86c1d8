// The rows of one transaction of the naive model, and who pays a debt first or makes one
// (docs/rules.md §6, §7).
import { type Amount, Exact, fits, NOTHING, smaller, total } from "./amount.ts";
import type { Accrual, History, Posting } from "./history.ts";
import type { Setting } from "./inputs.ts";

/** Somebody who can be owed, and can owe. */
export interface Party {
  readonly has: string;
  readonly owes: string;
  /** What of it waits for a decision. */
  readonly waits?: string;
}

export function earner(code: string): Party {
  return {
    has: `liabilities:distributor:${code}:available`,
    owes: `assets:receivable:distributor:${code}`,
    waits: `liabilities:distributor:${code}:withheld`,
  };
}

export function vendor(code: string): Party {
  return { has: `liabilities:supplier:${code}`, owes: `assets:receivable:supplier:${code}` };
}

/** The name of entries that the stream itself does not bring about. */
export const BY_HAND = "by hand";

export class Entry {
  /** One for each amount that is not zero; an account may come up several times. */
  readonly rows: Posting[] = [];
  readonly accruals: Accrual[] = [];
  readonly name: string;
  readonly #setting: Setting;
  readonly #history: History;

  constructor(name: string, setting: Setting, history: History) {
    this.name = name;
    this.#setting = setting;
    this.#history = history;
  }

  debit(account: string, amount: Amount, asset = this.#setting.asset): void {
    if (!amount.isZero()) this.rows.push({ entry: this.name, account, asset, amount });
  }

  credit(account: string, amount: Amount, asset?: string): void {
    this.debit(account, amount.negated(), asset);
  }

  /** What a liability holds, as a number that is not negative. */
  holding(account: string, asset?: string): Amount {
    return Exact.max(NOTHING, this.balance(account, asset).negated());
  }

  balance(account: string, asset = this.#setting.asset): Amount {
    const before = this.#history.balance(account, asset);
    return before.plus(this.#change(account, asset));
  }

  /** §6: whatever somebody who owes would get pays the debt first. */
  give(party: Party, amount: Amount): void {
    const debt = Exact.max(NOTHING, this.balance(party.owes));
    const paid = smaller(debt, amount);
    this.credit(party.owes, paid);
    this.credit(party.has, amount.minus(paid));
  }

  /** What a distributor earns is not available while that waits for a decision (§7). */
  earn(code: string, amount: Amount): void {
    if (this.#history.isWithheld(code)) {
      this.credit(`liabilities:distributor:${code}:withheld`, amount);
    } else this.give(earner(code), amount);
  }

  /** §6: withheld first, then available; what somebody does not have any more becomes a receivable. */
  claw(party: Party, amount: Amount): void {
    const waiting = party.waits === undefined ? NOTHING : this.holding(party.waits);
    const withheld = smaller(waiting, amount);
    if (party.waits !== undefined) this.debit(party.waits, withheld);
    const rest = amount.minus(withheld);
    const there = smaller(this.holding(party.has), rest);
    this.debit(party.has, there);
    this.debit(party.owes, rest.minus(there));
  }

  /** §1: whether every balance is still one of 64 bits when the whole of it is posted. */
  fits(): boolean {
    return this.rows.every(({ account, asset }) =>
      fits(this.balance(account, asset), this.#setting.scales[asset]!),
    );
  }

  record(): void {
    for (const posting of this.rows) this.#history.add({ posting });
    for (const accrual of this.accruals) this.#history.add({ accrual });
  }

  #change(account: string, asset: string): Amount {
    const same = this.rows.filter((row) => row.account === account && row.asset === asset);
    return total(same.map(({ amount }) => amount));
  }
}
