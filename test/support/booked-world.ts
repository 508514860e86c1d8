// A network in memory that keeps its book: what each entry left on the accounts, and what can be refunded.
import { close } from "../../src/commission/engine/closing.ts";
import { lineUp } from "../../src/commission/engine/distributor.ts";
import { advance, type Settled, settle } from "../../src/commission/engine/fold.ts";
import type { TierChange } from "../../src/commission/engine/ladder.ts";
import { type Refunded, refund, retreat, type Sold } from "../../src/commission/engine/refund.ts";
import { parseRefund } from "../../src/commission/orders/store/intake.ts";
import { soldNow } from "../../src/commission/orders/store/sold.ts";
import type { Leg } from "../../src/ledger/entry-draft.ts";
import { order } from "./sample.ts";
import { World } from "./world.ts";

export class BookedWorld extends World {
  readonly #balances = new Map<string, bigint>();
  readonly #sold = new Map<string, Sold>();

  override balance(account: string, asset = this.asset.code): bigint {
    return this.#balances.get(accountKey(account, asset)) ?? 0n;
  }

  /** Puts an amount on an account by hand, against custody: a deposit below 0, a payout above. */
  put(account: string, amountMinor: bigint, asset = this.asset.code): void {
    this.#post({ account, asset, amountMinor });
    this.#post({ account: "assets:custody", asset, amountMinor: -amountMinor });
  }

  /** Settles an order of its own ref by `E` (but for what is said otherwise). */
  sell(ref: string, text: Parameters<typeof order>[1] = {}): Settled & { changes: TierChange[] } {
    const settled = settle(this, order(ref, text));
    this.apply(settled.legs);
    this.#sold.set(ref, soldNow(1, settled, [...lineUp(settled.seller)]));
    return { ...settled, changes: advance(settled) };
  }

  /** Refunds so many units of an order. */
  giveBack(orderRef: string, quantity: number): Refunded {
    const occurredAt = "2026-06-01T00:00:00Z";
    const text = { ref: "r", orderRef, occurredAt, quantity: `${quantity}` };
    const refunded = refund(this, this.#sold.get(orderRef)!, parseRefund(text));
    this.apply(refunded.legs);
    retreat(refunded);
    return refunded;
  }

  /** Closes a period, named by its first day, of the only version of a programme. */
  closePeriod(code: string, period: string): void {
    const [programme] = this.programmes.versionsOf(code);
    this.apply(close(this, programme!, period).legs);
    this.closed.add(`${code} ${period}`);
  }

  /** What is on the accounts: `account` or, in another asset, `account POINT`; without zeros. */
  get accounts(): Record<string, bigint> {
    return Object.fromEntries([...this.#balances].filter(([, amount]) => amount !== 0n));
  }

  apply(legs: readonly Leg[]): void {
    for (const leg of legs) this.#post(leg);
  }

  #post({ account, asset, amountMinor }: Leg): void {
    const balanceMinor = this.balance(account, asset) + amountMinor;
    this.#balances.set(accountKey(account, asset), balanceMinor);
  }
}

function accountKey(account: string, asset: string): string {
  return asset === "CNY" ? account : `${account} ${asset}`;
}
