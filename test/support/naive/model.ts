// The naive model of the rules: takes a stream input by input, and keeps nothing but its history.
import { readAmount, rounded } from "./amount.ts";
import { readTime } from "./calendar.ts";
import { BY_HAND, Entry } from "./entry.ts";
import { type History, ScannedHistory } from "./history.ts";
import type { DistributorText, Input, Setting, Spending } from "./inputs.ts";
import { type Past, type Refused, type Repeated, uplineOf } from "./past.ts";
import { type Refunded, takeRefund } from "./refund.ts";
import { releases } from "./release.ts";
import { type Settled, takeOrder } from "./take-order.ts";

export type Outcome = Settled | Refunded | Repeated | Refused;

export class Model implements Past {
  readonly setting: Setting;
  readonly history: History;

  constructor(setting: Setting, history: History = new ScannedHistory()) {
    this.setting = setting;
    this.history = history;
  }

  /**
   * Takes one input; orders and refunds have an outcome. Refused, and leaving nothing: a move below
   * oneself, and enrolling a code that is taken.
   */
  take(input: Input): Outcome | undefined {
    if ("order" in input) return takeOrder(input.order, this);
    if ("refund" in input) return takeRefund(input.refund, this);
    if ("release" in input) this.#release(readTime(input.release.until)!);
    else if ("deposit" in input) this.#deposit(input.deposit.distributor, input.deposit.amount);
    else if ("spend" in input) this.#spend(input.spend);
    else if ("move" in input) this.#move(input.move.code, input.move.parent);
    else if ("distributor" in input) this.#enrol(input.distributor);
    else this.history.add(input);
    return undefined;
  }

  #move(code: string, parent: string): void {
    const above = uplineOf(parent, this);
    if (above.every((one) => one.code !== code)) this.history.add({ move: { code, parent } });
  }

  #enrol(distributor: DistributorText): void {
    const taken = this.history.distributor(distributor.code) !== undefined;
    if (!taken) this.history.add({ distributor });
  }

  #deposit(distributor: string, text: string): void {
    const { asset, scales } = this.setting;
    const amount = readAmount(text, scales[asset]!)!;
    const entry = new Entry(BY_HAND, this.setting, this.history);
    entry.debit("assets:custody", amount);
    entry.credit(`liabilities:distributor:${distributor}:deposit`, amount);
    entry.record();
  }

  #spend({ accounts, asset, nth }: Spending): void {
    const scale = this.setting.scales[asset]!;
    const entry = new Entry(BY_HAND, this.setting, this.history);
    for (const account of accounts) {
      const taken = rounded(entry.holding(account, asset).div(nth), scale, "DOWN");
      entry.debit(account, taken, asset);
      entry.credit("assets:custody", taken, asset);
    }
    entry.record();
  }

  #release(until: string): void {
    for (const entry of releases(until, this)) entry.record();
    this.history.add({ release: until });
  }
}
