// An order as the naive model reads it: its figures (docs/rules.md §2), its faults, and what makes
// it the same one again (§8).
import { type Amount, Exact, fits, NOTHING, readAmount } from "./amount.ts";
import { readTime } from "./calendar.ts";
import type { History } from "./history.ts";
import type { OrderText, ProductText, Setting } from "./inputs.ts";

export type Fault =
  | "INVALID"
  | "OVERFLOW"
  | "UNKNOWN_SELLER"
  | "UNKNOWN_PRODUCT"
  | "NO_PLAN"
  | "NEGATIVE_MARGIN"
  | "INSUFFICIENT_DEPOSIT"
  | "CONFLICT"
  | "UNKNOWN_ORDER"
  | "EXCEEDS_ORDER";

export interface Figures {
  readonly occurredAt: string;
  readonly quantity: Amount;
  readonly unitPrice: Amount;
  readonly channelFee: Amount;
  /** Absent: the product's. */
  readonly supplyPrice: Amount | undefined;
}

const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

/** The figures of an order, or undefined if one of its fields cannot be taken as it is. */
export function readFigures(text: OrderText, scale: number): Figures | undefined {
  const codes = [text.ref, text.seller, text.product, text.buyer ?? "-"];
  if (!codes.every((code) => CODE.test(code))) return undefined;
  if (!["CHANNEL", "DEPOSIT"].includes(text.payment ?? "CHANNEL")) return undefined;
  if (!/^[0-9]+$/.test(text.quantity) || !fits(new Exact(text.quantity), 0)) return undefined;
  const quantity = new Exact(text.quantity);
  const occurredAt = readTime(text.occurredAt);
  const unitPrice = readAmount(text.unitPrice, scale);
  const channelFee = readAmount(text.channelFee ?? "0", scale);
  const supplyPrice = readAmount(text.supplyPrice ?? "0", scale);
  if (!occurredAt || !unitPrice || !channelFee || !supplyPrice) return undefined;
  if (!quantity.gt(0) || !unitPrice.gt(0) || channelFee.lt(0) || supplyPrice.lt(0))
    return undefined;
  const sent = text.supplyPrice === undefined ? undefined : supplyPrice;
  return { occurredAt, quantity, unitPrice, channelFee, supplyPrice: sent };
}

/** §8: the request as sent, times in UTC, amounts as numbers, and nothing for what was left out. */
export function contentOf(text: OrderText, figures: Figures): string {
  const { occurredAt, quantity, unitPrice, channelFee, supplyPrice } = figures;
  const fee = text.channelFee === undefined ? null : `${channelFee}`;
  const supply = supplyPrice === undefined ? null : `${supplyPrice}`;
  const amounts = [`${quantity}`, `${unitPrice}`, supply, fee];
  const rest = [text.seller, text.product, text.buyer ?? null, text.payment ?? null];
  return JSON.stringify([occurredAt, ...rest, ...amounts]);
}

export interface Split {
  readonly gross: Amount;
  readonly cost: Amount;
  readonly margin: Amount;
  readonly supplyPrice: Amount;
}

export function splitOf(figures: Figures, product: ProductText): Split {
  const supplyPrice = figures.supplyPrice ?? new Exact(product.supplyPrice);
  const gross = figures.quantity.times(figures.unitPrice);
  const cost = figures.quantity.times(supplyPrice);
  return { gross, cost, margin: gross.minus(cost).minus(figures.channelFee), supplyPrice };
}

/** Every sentence of §2 that refuses these figures; the rules do not say which is to be named first. */
export function faultsOf(
  text: OrderText,
  split: Split,
  allowLoss: boolean,
  history: History,
  setting: Setting,
): Fault[] {
  const faults: Fault[] = [];
  const scale = setting.scales[setting.asset]!;
  const { gross, cost, margin } = split;
  if (![gross, cost, margin].every((amount) => fits(amount, scale))) faults.push("OVERFLOW");
  if (margin.lt(NOTHING) && !allowLoss) faults.push("NEGATIVE_MARGIN");
  if (text.payment === "DEPOSIT") {
    const account = `liabilities:distributor:${text.seller}:deposit`;
    if (history.balance(account, setting.asset).negated().lt(gross)) {
      faults.push("INSUFFICIENT_DEPOSIT");
    }
  }
  return faults;
}
