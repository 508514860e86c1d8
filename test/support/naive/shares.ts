// The shares of one order by one plan: which rules apply, and what bounds each share
// (docs/rules.md §3).
import { type Amount, Exact, NOTHING, rounded, smaller } from "./amount.ts";
import type { Plan, ProductText, Rule, Setting } from "./inputs.ts";
import {
  type Candidate,
  cashback,
  type Deal,
  differential,
  level,
  priceDifference,
  type Reason,
  referral,
  seller,
} from "./kinds.ts";

export interface ShareLine {
  /** The rule's place in the document, from 0. */
  readonly rule: number;
  readonly kind: Rule["kind"];
  readonly recipient: string;
  readonly level: number;
  readonly asset: string;
  readonly amount: Amount;
  readonly reason: Reason;
}

type Bound = Candidate & { rule: Rule; place: number; asset: string };

/** The lines of an order, in the document's order. */
export function shares(
  plan: Plan,
  deal: Deal,
  product: ProductText,
  setting: Setting,
): ShareLine[] {
  const scale = setting.scales[setting.asset]!;
  const orderRate = plan.caps?.orderRate ?? "1";
  let left = smaller(deal.margin, rounded(deal.margin.times(orderRate), scale, "DOWN"));
  const lines: ShareLine[] = [];
  for (const candidate of candidates(plan, deal, product, setting)) {
    const { rule, place, asset, recipient, level } = candidate;
    const row = { rule: place, kind: rule.kind, recipient, level, asset };
    if (candidate.exact === undefined) {
      lines.push({ ...row, amount: NOTHING, reason: candidate.reason! });
      continue;
    }
    const wanted = bounded(candidate, plan, setting.scales[asset]!);
    const counts = asset === setting.asset;
    const amount = counts ? smaller(wanted, left) : wanted;
    if (counts) left = left.minus(amount);
    const reason = amount.lt(wanted) ? "CAPPED" : amount.isZero() ? "ZERO" : "PAID";
    lines.push({ ...row, amount, reason });
  }
  return lines;
}

function candidates(plan: Plan, deal: Deal, product: ProductText, setting: Setting): Bound[] {
  return applicable(plan, product).flatMap(({ rule, place }) => {
    const basis = (rule.basis ?? plan.basis) === "GROSS" ? deal.gross : deal.margin;
    const asset = (rule.kind === "CASHBACK" ? rule.asset : undefined) ?? setting.asset;
    return consider(rule, basis, deal).map((one) => ({ ...one, rule, place, asset }));
  });
}

function consider(rule: Rule, basis: Amount, deal: Deal): Candidate[] {
  switch (rule.kind) {
    case "SELLER":
      return seller(rule, basis, deal);
    case "LEVEL":
      return level(rule, basis, deal);
    case "DIFFERENTIAL":
      return differential(rule, basis, deal);
    case "PRICE_DIFFERENCE":
      return priceDifference(rule, deal);
    case "REFERRAL":
      return referral(rule, basis, deal);
    case "CASHBACK":
      return cashback(rule, basis, deal);
  }
}

/** The rules that apply: of each kind the most specific of those that fit. */
function applicable(plan: Plan, product: ProductText): { rule: Rule; place: number }[] {
  const fitting = plan.rules
    .map((rule, place) => ({ rule, place }))
    .filter(({ rule: { match = {} } }) => {
      if (match.product !== undefined && match.product !== product.code) return false;
      if (match.category !== undefined && match.category !== product.category) return false;
      return match.supplier === undefined || match.supplier === product.supplier;
    });
  return fitting.filter(
    ({ rule }) =>
      !fitting.some(({ rule: other }) => other.kind === rule.kind && beats(other, rule)),
  );
}

function beats({ match: one = {} }: Rule, { match: other = {} }: Rule): boolean {
  for (const field of ["product", "category", "supplier"] as const) {
    if ((one[field] === undefined) !== (other[field] === undefined))
      return one[field] !== undefined;
  }
  return false;
}

/** Rounding, then `min` (not of a price difference), then `max`. */
function bounded({ exact = NOTHING, rule }: Bound, plan: Plan, scale: number): Amount {
  let amount = rounded(exact, scale, plan.rounding ?? "DOWN");
  const min = rule.kind === "PRICE_DIFFERENCE" ? undefined : rule.min;
  if (min !== undefined && exact.gt(0)) amount = Exact.max(amount, min);
  return rule.max === undefined ? amount : smaller(amount, new Exact(rule.max));
}
