// The fold: computes everything that follows from one order, given the state after the earlier ones
// (docs/rules.md §2–4, §8).

import { Refusal } from "../../kernel/errors.ts";
import { inForce } from "../../kernel/in-force.ts";
import { type Asset, formatAmount, inRange } from "../../kernel/money.ts";
import { accounts } from "../../ledger/chart/chart.ts";
import { EntryDraft, type Leg, supplierAccounts } from "../../ledger/entry-draft.ts";
import type { Distributor } from "../../network/engine/distributor.ts";
import type { Ladder } from "../../network/engine/ladder.ts";
import { type Accrual, accruals, postAccrual } from "./accrual.ts";
import {
  BEFORE_FIRST_PLAN,
  INSUFFICIENT_DEPOSIT,
  NEGATIVE_MARGIN,
  UNKNOWN_PRODUCT,
  UNKNOWN_SELLER,
} from "./codes.ts";
import type { Order, Product } from "./order.ts";
import type { Plan } from "./plan.ts";
import { type Share, split } from "./split.ts";
import type { State } from "./state.ts";
import { type Supplier, type Turnover, turnOver, turnoverWith } from "./supplier.ts";
import { type TierChange, upgrades } from "./upgrade.ts";

/** The complete result of an order. */
export interface Settled {
  readonly order: Order;
  readonly seller: Distributor;
  readonly product: Product;
  readonly supplier: Supplier;
  readonly plan: Plan;
  readonly ladder: Ladder | undefined;
  readonly supplyPriceMinor: bigint;
  readonly channelFeeMinor: bigint;
  readonly grossMinor: bigint;
  readonly costMinor: bigint;
  readonly marginMinor: bigint;
  /** The rest of the margin; negative if the platform bears a loss. */
  readonly platformMinor: bigint;
  /** The first day of the local month whose volumes the order increases. */
  readonly month: string;
  readonly shares: readonly Share[];
  /** When the distributors' shares become available; null if at once (T+0). */
  readonly dueAt: number | null;
  /** The bonus accruals of the supplier's volume programmes. */
  readonly accruals: readonly Accrual[];
  /** Balanced, without zero amounts, at most one leg for each account. */
  readonly legs: readonly Leg[];
}

/** Computes an order without changing the state. Throws the refusals of docs/rules.md §2. */
export function settle(state: State, order: Order): Settled {
  const met = meet(state, order);
  const { seller, product, supplier, plan } = met;
  const { zone, asset } = state;
  const amounts = amountsOf(order, product, plan, asset);
  const month = zone.month(order.occurredAt);
  assertVolumes(seller, supplier, month, amounts);
  const shares = split({ asset, order, ...met, ...amounts });
  const platformMinor = shares.reduce(
    (left, share) => (share.paidIn === undefined ? left - share.amountMinor : left),
    amounts.marginMinor,
  );
  const dueAt =
    plan.releaseDays === 0 ? null : zone.startOfDay(zone.day(order.occurredAt), plan.releaseDays);
  const accrued = accruals(state, supplier, month, amounts);
  const result = { platformMinor, month, shares, dueAt, accruals: accrued };
  const facts = { order, ...met, ...amounts, ...result };
  return { ...facts, legs: legsOf(state, facts) };
}

// Looks up the seller, the product and the plan of an order.
function meet(state: State, order: Order) {
  const seller = state.distributor(order.seller);
  if (seller === undefined) {
    throw new Refusal(
      UNKNOWN_SELLER,
      `seller: distributor "${order.seller}" does not exist`,
      "seller",
    );
  }
  const product = state.product(order.product);
  if (product === undefined) {
    throw new Refusal(
      UNKNOWN_PRODUCT,
      `product: product "${order.product}" does not exist`,
      "product",
    );
  }
  const plan = inForce(state.plans, order.occurredAt);
  if (plan === undefined) {
    throw new Refusal(
      BEFORE_FIRST_PLAN,
      "occurredAt: no plan is in force at that time",
      "occurredAt",
    );
  }
  const ladder = inForce(state.ladders, order.occurredAt);
  return { seller, product, supplier: state.supplier(product.supplier), plan, ladder };
}

// Checks that the increased volumes still fit in 64 bits (docs/rules.md §1).
function assertVolumes(
  seller: Distributor,
  supplier: Supplier,
  month: string,
  amounts: Turnover,
): void {
  for (let one: Distributor | null = seller; one !== null; one = one.parent) {
    inRange((one.volumes.get(month)?.team ?? 0n) + amounts.grossMinor, "volume");
  }
  turnoverWith(supplier, month, amounts);
}

/**
 * Adds a settled order's volumes, then upgrades the distributors that reach a higher tier
 * (docs/rules.md §4). The ledger applies `legs` itself. Returns the upgrades, from the seller up.
 */
export function advance(settled: Settled): TierChange[] {
  const { seller, month, grossMinor, ladder } = settled;
  for (let one: Distributor | null = seller; one !== null; one = one.parent) {
    const volume = one.volumes.get(month) ?? { personal: 0n, team: 0n };
    if (one === seller) volume.personal += grossMinor;
    volume.team += grossMinor;
    one.volumes.set(month, volume);
  }
  turnOver(settled.supplier, month, settled);
  seller.sales += 1;
  if (ladder === undefined) return [];
  const changes = upgrades(ladder, seller, month);
  for (const { distributor, to } of changes) distributor.tier = to;
  return changes;
}

function amountsOf(order: Order, product: Product, plan: Plan, { scale }: Asset) {
  const supplyPriceMinor = order.supplyPriceMinor ?? product.supplyPriceMinor;
  const channelFeeMinor = order.channelFeeMinor ?? 0n;
  const grossMinor = inRange(order.quantity * order.unitPriceMinor, "gross");
  const costMinor = inRange(order.quantity * supplyPriceMinor, "cost");
  const marginMinor = inRange(grossMinor - costMinor - channelFeeMinor, "margin");
  if (marginMinor < 0n && !plan.allowLoss) {
    const margin = formatAmount(marginMinor, scale);
    const why = `the margin is ${margin}, but plan ${plan.version} does not allow a loss`;
    throw new Refusal(NEGATIVE_MARGIN, `unitPrice: ${why}`, "unitPrice");
  }
  return { supplyPriceMinor, channelFeeMinor, grossMinor, costMinor, marginMinor };
}

function legsOf(state: State, facts: Omit<Settled, "legs">): Leg[] {
  const { order, seller, product, dueAt } = facts;
  const draft = new EntryDraft(state);
  const deposit = accounts.deposit(seller.code);
  if (order.payment === "DEPOSIT") {
    assertDeposit(draft.balance(deposit), facts.grossMinor, state.asset);
  }
  draft.add(order.payment === "DEPOSIT" ? deposit : accounts.custody, facts.grossMinor);
  draft.give(supplierAccounts(product.supplier), facts.costMinor);
  draft.add(accounts.channelFee, -facts.channelFeeMinor);
  for (const [earner, amountMinor] of earnedBy(facts.shares)) {
    if (dueAt === null) draft.earn(earner, amountMinor);
    else draft.add(accounts.pending(earner.code), -amountMinor);
  }
  for (const { buyer, amountMinor, paidIn } of facts.shares) {
    if (buyer === undefined) continue;
    draft.add(accounts.buyerBalance(buyer), -amountMinor, paidIn?.code);
    // A share in another asset is not part of the margin; the platform bears it (docs/rules.md §3).
    if (paidIn !== undefined) draft.add(accounts.cashback, amountMinor, paidIn.code);
  }
  draft.add(accounts.platformRevenue, -facts.platformMinor);
  for (const accrual of facts.accruals) postAccrual(draft, accrual);
  return draft.legs;
}

/** The total earnings of each distributor, in the order of the shares. */
export function earnedBy(shares: readonly Share[]): Map<Distributor, bigint> {
  const earned = new Map<Distributor, bigint>();
  for (const { recipient, amountMinor } of shares) {
    if (recipient === null || amountMinor === 0n) continue;
    earned.set(recipient, (earned.get(recipient) ?? 0n) + amountMinor);
  }
  return earned;
}

function assertDeposit(balance: bigint, wanted: bigint, { scale }: Asset): void {
  if (-balance >= wanted) return;
  const [held, takes] = [-balance, wanted].map((minor) => formatAmount(minor, scale));
  const why = `the deposit has ${held}, but the order needs ${takes}`;
  throw new Refusal(INSUFFICIENT_DEPOSIT, `payment: ${why}`, "payment");
}
