// How the naive model takes an order: faults first (docs/rules.md §2), then shares, postings,
// volumes and upgrades.

import { changeFits, postChange } from "./accruals.ts";
import { type Amount, fits } from "./amount.ts";
import { dayOf, laterDay, monthOf, startOf } from "./calendar.ts";
import { Entry } from "./entry.ts";
import type { TierSet } from "./history.ts";
import type { OrderText, Plan, ProductText } from "./inputs.ts";
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
import { type Past, type Refused, type Repeated, refused, uplineOf } from "./past.ts";
import { platformOf, postOrder, type Settling } from "./postings.ts";
import { type ShareLine, shares } from "./shares.ts";
import { inForce, tierHeld, upgrades } from "./tiers.ts";

export interface Settled {
  readonly ref: string;
  readonly status: "SETTLED";
  readonly split: Split;
  readonly platform: Amount;
  readonly lines: readonly ShareLine[];
  readonly tiers: readonly TierSet[];
}

export function takeOrder(text: OrderText, past: Past): Settled | Repeated | Refused {
  const { ref } = text;
  const { history, setting } = past;
  const figures = readFigures(text, setting.scales[setting.asset]!);
  if (figures === undefined) return refused(ref, "INVALID");
  const known = history.sale(ref);
  if (known !== undefined) {
    const same = known.content === contentOf(text, figures);
    return same ? { ref, status: "REPEATED" } : refused(ref, "CONFLICT");
  }
  const product = history.product(text.product);
  const plan = inForce(history.plans(), figures.occurredAt);
  const unknown: Fault[] = [];
  if (history.distributor(text.seller) === undefined) unknown.push("UNKNOWN_SELLER");
  if (product === undefined) unknown.push("UNKNOWN_PRODUCT");
  if (plan === undefined) unknown.push("NO_PLAN");
  if (unknown.length > 0) return refused(ref, ...unknown);
  return settle(text, figures, product!, plan!, past);
}

function settle(
  text: OrderText,
  figures: Figures,
  product: ProductText,
  plan: Plan,
  past: Past,
): Settled | Refused {
  const { ref } = text;
  const { history, setting } = past;
  const split = splitOf(figures, product);
  const faults = faultsOf(text, split, plan.allowLoss === true, history, setting);
  const deal = dealOf(text, figures, split, past);
  const day = dayOf(figures.occurredAt, setting.timeZone);
  const change = { supplier: product.supplier, day, ...split };
  if (!volumesFit(figures, deal, past) || !changeFits(change, past)) faults.push("OVERFLOW");
  if (faults.length > 0) return refused(ref, ...faults);
  const lines = split.margin.lt(0) ? [] : shares(plan, deal, product, setting);
  const due = dueOf(figures.occurredAt, plan, setting.timeZone);
  const settling = { text, figures, split, supplier: product.supplier, lines, due };
  const entry = new Entry(`SETTLEMENT ${ref}`, setting, history);
  postOrder(entry, settling, setting);
  postChange(entry, change, past);
  if (!entry.fits()) return refused(ref, "OVERFLOW");
  entry.record();
  const tiers = count(settling, deal, past);
  return { ref, status: "SETTLED", split, platform: platformOf(settling, setting), lines, tiers };
}

/** §3: 00:00 of the N-th day after the order's local date. */
function dueOf(occurredAt: string, plan: Plan, timeZone: string): string | undefined {
  const days = plan.release?.days ?? 0;
  return days === 0 ? undefined : startOf(laterDay(dayOf(occurredAt, timeZone), days), timeZone);
}

/** §4: the order's gross counts, and only then is anyone upgraded. */
function count(settling: Settling, deal: Deal, { history, setting }: Past): TierSet[] {
  const { text, figures } = settling;
  const { ref } = text;
  const day = dayOf(figures.occurredAt, setting.timeZone);
  const upline = deal.upline.map(({ code }) => code);
  const content = contentOf(text, figures);
  history.add({ sale: { ...settling, ref, content, upline, day } });
  const ladder = inForce(history.ladders(), figures.occurredAt);
  return ladder === undefined
    ? []
    : upgrades(ref, figures.occurredAt, upline, day.slice(0, 7), ladder, history);
}

function dealOf(text: OrderText, figures: Figures, split: Split, past: Past): Deal {
  const ladder = inForce(past.history.ladders(), figures.occurredAt);
  const rankOf = (tier: string) => ladder?.tiers.findIndex(({ code }) => code === tier) ?? -1;
  const upline = uplineOf(text.seller, past).map(({ code, tier, status }): Person => {
    const held = tierHeld(tier, ladder);
    return { code, tier: held, rank: rankOf(held), active: status === "ACTIVE" };
  });
  const { quantity, unitPrice } = figures;
  const earlierSales = past.history.countSales(text.seller);
  return { ...split, upline, quantity, unitPrice, buyer: text.buyer, earlierSales, rankOf };
}

/** Whether the seller's and its upline's volumes are still of 64 bits with the order's gross. */
function volumesFit({ occurredAt }: Figures, { upline, gross }: Deal, past: Past): boolean {
  const { asset, scales, timeZone } = past.setting;
  const month = monthOf(occurredAt, timeZone);
  return upline.every(({ code }) =>
    fits(past.history.teamVolume(code, month).plus(gross), scales[asset]!),
  );
}
