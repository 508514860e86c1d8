// docs/rules.md §6 in the naive model: what of an order a refund gives back, line by line, and
// where it is taken from.

import { postChange } from "./accruals.ts";
import { type Amount, Exact, fits, NOTHING, rounded, smaller, total } from "./amount.ts";
import { readTime } from "./calendar.ts";
import { Entry, earner, vendor } from "./entry.ts";
import type { RefundText, Setting } from "./inputs.ts";
import { type Past, type Refused, type Repeated, refused } from "./past.ts";
import { sourceOf } from "./postings.ts";
import type { Sale } from "./sale.ts";

/** A line of the order with what this refund reverses of it. */
export interface RefundLine {
  readonly kind: string;
  readonly recipient: string;
  readonly asset: string;
  readonly amount: Amount;
}

/** What goes back in one refund, in all and by line. */
export interface Returned {
  readonly gross: Amount;
  readonly cost: Amount;
  readonly fee: Amount;
  readonly lines: readonly RefundLine[];
  /** The residue. */
  readonly platform: Amount;
}

const CODE = /^[A-Za-z0-9_.-]{1,64}$/;

export interface Refunded {
  readonly ref: string;
  readonly status: "SETTLED";
  readonly back: Returned;
}

export function takeRefund(text: RefundText, past: Past): Refunded | Repeated | Refused {
  const { ref } = text;
  const { history, setting } = past;
  const content = contentOf(text);
  if (content === undefined) return refused(ref, "INVALID");
  const known = history.refund(ref);
  if (known !== undefined) {
    return known.content === content ? { ref, status: "REPEATED" } : refused(ref, "CONFLICT");
  }
  const sale = history.sale(text.order);
  if (sale === undefined) return refused(ref, "UNKNOWN_ORDER");
  const quantity = new Exact(text.quantity);
  const before = history.refundedUnits(text.order);
  if (before.plus(quantity).gt(sale.figures.quantity)) return refused(ref, "EXCEEDS_ORDER");
  const back = returned(sale, before, quantity, setting);
  const entry = new Entry(`REFUND ${ref}`, setting, history);
  post(entry, sale, back, history.isWaiting(sale), setting);
  const { supplier, day } = sale;
  const [cost, gross] = [back.cost.negated(), back.gross.negated()];
  postChange(entry, { supplier, day, cost, gross }, past);
  if (!entry.fits()) return refused(ref, "OVERFLOW");
  entry.record();
  history.add({ refund: { ref, content, order: text.order, quantity } });
  return { ref, status: "SETTLED", back };
}

/** What makes a refund the same one again (§8), or undefined if it cannot be taken as it is. */
function contentOf(text: RefundText): string | undefined {
  const occurredAt = readTime(text.occurredAt);
  if (occurredAt === undefined || !CODE.test(text.ref) || !CODE.test(text.order)) return undefined;
  if (!/^[0-9]+$/.test(text.quantity)) return undefined;
  const quantity = new Exact(text.quantity);
  if (quantity.lt(1) || !fits(quantity, 0)) return undefined;
  return JSON.stringify([occurredAt, text.order, `${quantity}`]);
}

/** The part reversed of every line, after as many units as `before` and now `quantity` more. */
export function returned(
  sale: Sale,
  before: Amount,
  quantity: Amount,
  { asset: own, scales }: Setting,
): Returned {
  const all = sale.figures.quantity;
  const upTo = (units: Amount, amount: Amount, asset: string) =>
    units.eq(all) ? amount : rounded(amount.times(units).div(all), scales[asset]!, "DOWN");
  const part = (amount: Amount, asset = own) =>
    upTo(before.plus(quantity), amount, asset).minus(upTo(before, amount, asset));
  const lines = sale.lines.map(({ kind, recipient, amount, asset }) => {
    return { kind, recipient, asset, amount: part(amount, asset) };
  });
  const gross = part(sale.split.gross);
  const cost = part(sale.split.cost);
  const fee = part(sale.figures.channelFee);
  const inside = lines.filter(({ asset }) => asset === own).map(({ amount }) => amount);
  const platform = gross.minus(cost).minus(fee).minus(total(inside));
  return { gross, cost, fee, lines, platform };
}

/** `waits`: the distributors' shares of this order are still pending. */
function post(
  entry: Entry,
  sale: Sale,
  { gross, cost, fee, lines, platform }: Returned,
  waits: boolean,
  setting: Setting,
): void {
  entry.credit(sourceOf(sale.text), gross);
  entry.claw(vendor(sale.supplier), cost);
  entry.debit("liabilities:channel-fee", fee);
  entry.debit("revenue:platform", platform);
  for (const { kind, recipient, amount, asset } of lines) {
    if (kind === "CASHBACK") cashback(entry, recipient, amount, asset, setting);
    else if (waits) entry.debit(`liabilities:distributor:${recipient}:pending`, amount);
    else entry.claw(earner(recipient), amount);
  }
}

// The buyer's balance gives what it has; the platform bears the rest, or in an asset outside the
// margin gets back no more of its expense than that.
function cashback(
  entry: Entry,
  buyer: string,
  amount: Amount,
  asset: string,
  setting: Setting,
): void {
  const account = `liabilities:buyer:${buyer}`;
  const there = smaller(entry.holding(account, asset), amount);
  const outside = asset === setting.asset ? NOTHING : amount;
  entry.debit(account, there, asset);
  entry.debit("expenses:cashback", amount.minus(there).minus(outside), asset);
}
