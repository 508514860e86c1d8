// The naive model of the rules: takes a stream input by input, and keeps nothing but its history.
import { readAmount, rounded } from "./amount.ts";
import { dayOf, readTime } from "./calendar.ts";
import { closeWindow, setTier } from "./close-window.ts";
import { BY_HAND, Entry, earner } from "./entry.ts";
import type { History } from "./history.ts";
import type {
  DistributorText,
  Input,
  Ladder,
  Plan,
  Setting,
  Spending,
  TierByHand,
  WindowClose,
  Withholding,
} from "./inputs.ts";
import { type Past, type Refused, type Repeated, uplineOf } from "./past.ts";
import { windowEnd } from "./periods.ts";
import { type Refunded, takeRefund } from "./refund.ts";
import { releases } from "./release.ts";
import { ScannedHistory } from "./scanned-history.ts";
import { type Settled, takeOrder } from "./take-order.ts";
import { closeProgramme, publishProgramme } from "./take-programme.ts";
import { inForce } from "./tiers.ts";

export type Outcome = Settled | Refunded | Repeated | Refused;

export class Model implements Past {
  readonly setting: Setting;
  readonly history: History;

  constructor(setting: Setting, history: History = new ScannedHistory(setting)) {
    this.setting = setting;
    this.history = history;
  }

  /**
   * Takes one input; orders and refunds have an outcome. Another one that is refused leaves nothing:
   * a move below oneself, enrolling a code that is taken, publishing too late, closing too early.
   */
  take(input: Input): Outcome | undefined {
    if ("order" in input) return takeOrder(input.order, this);
    if ("refund" in input) return takeRefund(input.refund, this);
    if ("release" in input) this.#release(readTime(input.release.until)!);
    else if ("programme" in input) publishProgramme(input.programme, this);
    else if ("programmeClose" in input) this.#closeProgramme(input.programmeClose);
    else if ("windowClose" in input) this.#closeWindow(input.windowClose);
    else if ("tierByHand" in input) this.#setTier(input.tierByHand);
    else if ("deposit" in input) this.#deposit(input.deposit.distributor, input.deposit.amount);
    else if ("spend" in input) this.#spend(input.spend);
    else if ("withholding" in input) this.#withhold(input.withholding);
    else if ("move" in input) this.#move(input.move.code, input.move.parent);
    else if ("distributor" in input) this.#enrol(input.distributor);
    else if ("plan" in input || "ladder" in input) this.#publish(input);
    else this.history.add(input);
    return undefined;
  }

  /**
   * Refused if an order or a closed window has gone by what was in force then, and for a plan that
   * names a tier which the ladder of its first moment lacks.
   */
  #publish(input: { plan: Plan } | { ladder: Ladder }): void {
    const from = readTime("plan" in input ? input.plan.effectiveFrom : input.ladder.effectiveFrom)!;
    const last = this.history.lastOrderAt();
    if (last !== undefined && from <= last) return;
    const closed = "ladder" in input ? this.history.windowsClosed().at(-1) : undefined;
    if (closed !== undefined && from < windowEnd(closed, this.setting.timeZone)) return;
    const ladder = inForce(this.history.ladders(), from);
    if ("plan" in input && !tiersOf(input.plan).every((tier) => knows(ladder, tier))) return;
    this.history.add(input);
  }

  #closeProgramme({ code, period, at }: { code: string; period: string; at: string }): void {
    closeProgramme(code, period, dayOf(readTime(at)!, this.setting.timeZone), this);
  }

  #closeWindow({ month, at }: WindowClose): void {
    closeWindow({ month, at: readTime(at)! }, this);
  }

  #setTier(input: TierByHand): void {
    setTier({ ...input, at: readTime(input.at)! }, this);
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

  /** docs/rules.md §7: all that is available waits, or all that waits is available, after debts. */
  #withhold({ code, withheld }: Withholding): void {
    if (this.history.isWithheld(code) === withheld) return;
    const { has, waits } = { waits: "", ...earner(code) };
    const entry = new Entry("WITHHOLDING", this.setting, this.history);
    const amount = entry.holding(withheld ? has : waits);
    entry.debit(withheld ? has : waits, amount);
    if (withheld) entry.credit(waits, amount);
    else entry.give(earner(code), amount);
    entry.record();
    this.history.add({ withholding: { code, withheld } });
  }

  #release(until: string): void {
    for (const entry of releases(until, this)) entry.record();
    this.history.add({ release: until });
  }
}

function knows(ladder: Ladder | undefined, tier: string): boolean {
  return ladder?.tiers.some(({ code }) => code === tier) === true;
}

/** Every tier that a plan's rules name. */
function tiersOf({ rules }: Plan): string[] {
  return rules.flatMap((rule) => {
    const { rate, rates, prices } = { rate: {}, rates: {}, prices: {}, ...rule };
    const maps = [rate, rates, prices].filter(
      (one) => typeof one === "object" && !("length" in one),
    );
    return [...maps.flatMap((map) => Object.keys(map)), ...(rule.minTier ? [rule.minTier] : [])];
  });
}
