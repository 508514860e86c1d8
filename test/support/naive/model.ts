// The naive model of rules §§1–4: takes a stream input by input, and keeps nothing but its history.
import { type Amount, fits, readAmount, total } from "./amount.ts";
import { monthOf } from "./calendar.ts";
import { type History, type Posting, ScannedHistory, type TierSet } from "./history.ts";
import type { DistributorText, Input, OrderText, Plan, ProductText, Setting } from "./inputs.ts";
import type { Deal, Person } from "./kinds.ts";
import {
  contentOf,
  type Fault,
  type Figures,
  faultsOf,
  readFigures,
  type Split,
  splitOf,
} from "./order.ts";
import { platformOf, postingsOf } from "./postings.ts";
import { type ShareLine, shares } from "./shares.ts";
import { inForce, tierHeld, upgrades } from "./tiers.ts";

export interface SettledOutcome {
  readonly ref: string;
  readonly status: "SETTLED";
  readonly split: Split;
  readonly platform: Amount;
  readonly lines: readonly ShareLine[];
  readonly tiers: readonly TierSet[];
}

/** `faults` are all that the rules find with it; they do not say which is to be named. */
export type Outcome =
  | SettledOutcome
  | { readonly ref: string; readonly status: "REPEATED" }
  | { readonly ref: string; readonly status: "REFUSED"; readonly faults: readonly Fault[] };

export class Model {
  readonly setting: Setting;
  readonly history: History;

  constructor(setting: Setting, history: History = new ScannedHistory()) {
    this.setting = setting;
    this.history = history;
  }

  /**
   * Takes one input; an order has an outcome. Refused, and leaving nothing: a move below oneself, and
   * enrolling a code that is taken.
   */
  take(input: Input): Outcome | undefined {
    if ("order" in input) return this.#order(input.order);
    if ("deposit" in input) this.#deposit(input.deposit.distributor, input.deposit.amount);
    else if ("move" in input) {
      const above = this.upline(input.move.parent).map(({ code }) => code);
      if (!above.includes(input.move.code)) this.history.add(input);
    } else if ("distributor" in input) {
      const taken = this.history.distributor(input.distributor.code) !== undefined;
      if (!taken) this.history.add(input);
    } else this.history.add(input);
    return undefined;
  }

  /** A distributor and everyone above it, itself first; empty for a code that nobody has. */
  upline(code: string): DistributorText[] {
    const line: DistributorText[] = [];
    let next = this.history.distributor(code);
    while (next !== undefined) {
      line.push(next);
      next = this.history.distributor(next.parent);
    }
    return line;
  }

  #deposit(distributor: string, text: string): void {
    const { asset, scales } = this.setting;
    const amount = readAmount(text, scales[asset]!)!;
    const account = `liabilities:distributor:${distributor}:deposit`;
    const ref = "deposit";
    this.history.add({ posting: { ref, account: "assets:custody", asset, amount } });
    this.history.add({ posting: { ref, account, asset, amount: amount.negated() } });
  }

  #order(text: OrderText): Outcome {
    const { ref } = text;
    const refused = (...faults: Fault[]): Outcome => ({ ref, status: "REFUSED", faults });
    const figures = readFigures(text, this.setting.scales[this.setting.asset]!);
    if (figures === undefined) return refused("INVALID");
    const known = this.history.sale(ref);
    if (known !== undefined) {
      const same = known.content === contentOf(text, figures);
      return same ? { ref, status: "REPEATED" } : refused("CONFLICT");
    }
    const product = this.history.product(text.product);
    const plan = inForce(this.history.plans(), figures.occurredAt);
    const unknown: Fault[] = [];
    if (this.history.distributor(text.seller) === undefined) unknown.push("UNKNOWN_SELLER");
    if (product === undefined) unknown.push("UNKNOWN_PRODUCT");
    if (plan === undefined) unknown.push("NO_PLAN");
    if (unknown.length > 0) return refused(...unknown);
    return this.#settle(text, figures, product!, plan!);
  }

  #settle(text: OrderText, figures: Figures, product: ProductText, plan: Plan): Outcome {
    const { ref } = text;
    const split = splitOf(figures, product);
    const faults = faultsOf(text, split, plan.allowLoss === true, this.history, this.setting);
    const deal = this.#deal(text, figures, split);
    if (!this.#volumesFit(figures, deal)) faults.push("OVERFLOW");
    if (faults.length > 0) return { ref, status: "REFUSED", faults };
    const lines = split.margin.lt(0) ? [] : shares(plan, deal, product, this.setting);
    const settling = { text, split, figures, supplier: product.supplier, plan, lines };
    const postings = postingsOf(settling, this.setting);
    if (!this.#fit(postings)) return { ref, status: "REFUSED", faults: ["OVERFLOW"] };
    for (const posting of postings) this.history.add({ posting });
    const tiers = this.#count(text, figures, deal);
    return {
      ref,
      status: "SETTLED",
      split,
      platform: platformOf(settling, this.setting),
      lines,
      tiers,
    };
  }

  /** §4: the order's gross counts, and only then is anyone upgraded. */
  #count(text: OrderText, figures: Figures, { upline: people, gross }: Deal): TierSet[] {
    const { ref, seller } = text;
    const month = monthOf(figures.occurredAt, this.setting.timeZone);
    const upline = people.map(({ code }) => code);
    const content = contentOf(text, figures);
    this.history.add({ sale: { ref, content, seller, upline, month, gross } });
    const ladder = inForce(this.history.ladders(), figures.occurredAt);
    return ladder === undefined ? [] : upgrades(ref, upline, month, ladder, this.history);
  }

  #deal(text: OrderText, figures: Figures, split: Split): Deal {
    const ladder = inForce(this.history.ladders(), figures.occurredAt);
    const rankOf = (tier: string) => ladder?.tiers.findIndex(({ code }) => code === tier) ?? -1;
    const upline = this.upline(text.seller).map(({ code, tier, status }): Person => {
      const held = tierHeld(tier, ladder);
      return { code, tier: held, rank: rankOf(held), active: status === "ACTIVE" };
    });
    const { quantity, unitPrice } = figures;
    const earlierSales = this.history.countSales(text.seller);
    return { ...split, upline, quantity, unitPrice, buyer: text.buyer, earlierSales, rankOf };
  }

  /** Whether the seller's and its upline's volumes are still of 64 bits with the order's gross. */
  #volumesFit({ occurredAt }: Figures, { upline, gross }: Deal): boolean {
    const { asset, scales, timeZone } = this.setting;
    const month = monthOf(occurredAt, timeZone);
    return upline.every(({ code }) =>
      fits(this.history.teamVolume(code, month).plus(gross), scales[asset]!),
    );
  }

  /** Whether every balance is still one of 64 bits when the whole order is posted. */
  #fit(rows: readonly Posting[]): boolean {
    return rows.every(({ account, asset }) => {
      const same = rows.filter((row) => row.account === account && row.asset === asset);
      const change = total(same.map(({ amount }) => amount));
      return fits(this.history.balance(account, asset).plus(change), this.setting.scales[asset]!);
    });
  }
}
