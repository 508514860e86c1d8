// The fold: one order on the state that its predecessors left, to all that follows from it (rules §2–4, §8).
import { Refusal } from "../kernel/errors.ts";
import { inRange } from "../kernel/money.ts";
import { type Distributor, lineUp } from "./distributor.ts";
import { type Ladder, type TierChange, upgrades } from "./ladder.ts";
import type { Order, Product } from "./order.ts";
import type { Plan } from "./plan.ts";
import { type Share, split } from "./split.ts";
import { inForce, type State } from "./state.ts";

/** One side of an entry: debits positive, credits negative, in minor units (rules §7). */
export interface Leg {
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: bigint;
}

/** All that an order brings about. */
export interface Settled {
  readonly order: Order;
  readonly seller: Distributor;
  readonly product: Product;
  readonly plan: Plan;
  readonly ladder: Ladder | undefined;
  readonly supplyPriceMinor: bigint;
  readonly channelFeeMinor: bigint;
  readonly grossMinor: bigint;
  readonly costMinor: bigint;
  readonly marginMinor: bigint;
  /** What is left of the margin, negative where the platform bears a loss. */
  readonly platformMinor: bigint;
  /** First day of the local month whose volumes the order raises. */
  readonly month: string;
  readonly shares: readonly Share[];
  /** Balanced, without zeros, at most one for each account. */
  readonly legs: readonly Leg[];
}

/** Works out an order without changing the state. Throws the refusals of rules §2. */
export function settle(state: State, order: Order): Settled {
  const seller = state.distributor(order.seller);
  if (seller === undefined) {
    throw new Refusal("UNKNOWN_SELLER", `seller: no distributor "${order.seller}"`, "seller");
  }
  const product = state.product(order.product);
  if (product === undefined) {
    throw new Refusal("UNKNOWN_PRODUCT", `product: no product "${order.product}"`, "product");
  }
  const plan = inForce(state.plans, order.occurredAt);
  if (plan === undefined) {
    throw new Refusal("BEFORE_FIRST_PLAN", "occurredAt: no plan is in force then", "occurredAt");
  }
  const ladder = inForce(state.ladders, order.occurredAt);
  const amounts = amountsOf(order, product);
  const { grossMinor, marginMinor } = amounts;
  if (marginMinor < 0n && !plan.allowLoss) {
    const why = `the margin is ${marginMinor} minor units and plan ${plan.version} allows no loss`;
    throw new Refusal("NEGATIVE_MARGIN", `unitPrice: ${why}`, "unitPrice");
  }
  const month = state.zone.month(order.occurredAt);
  for (const one of lineUp(seller))
    inRange((one.volumes.get(month)?.team ?? 0n) + grossMinor, "volume");
  const { asset } = state;
  const shares = split({ asset, plan, ladder, order, seller, product, ...amounts });
  const platformMinor = shares.reduce(
    (left, share) => (share.paidIn === undefined ? left - share.amountMinor : left),
    marginMinor,
  );
  const facts = { order, seller, product, plan, ladder, ...amounts, platformMinor, month, shares };
  const legs = legsOf(asset.code, facts);
  if (order.payment === "DEPOSIT") assertDeposit(state, legs[0]!);
  return { ...facts, legs };
}

/**
 * Adds a settled order's volumes, then upgrades whoever they carry over a line (rules §4).
 * Postings are the ledger's: it applies `legs` itself. Returns the upgrades, from the seller up.
 */
export function advance({ seller, month, grossMinor, ladder }: Settled): TierChange[] {
  for (const one of lineUp(seller)) {
    const volume = one.volumes.get(month) ?? { personal: 0n, team: 0n };
    if (one === seller) volume.personal += grossMinor;
    volume.team += grossMinor;
    one.volumes.set(month, volume);
  }
  seller.sales += 1;
  if (ladder === undefined) return [];
  const changes = upgrades(ladder, seller, month);
  for (const { distributor, to } of changes) distributor.tier = to;
  return changes;
}

function amountsOf(order: Order, product: Product) {
  const supplyPriceMinor = order.supplyPriceMinor ?? product.supplyPriceMinor;
  const channelFeeMinor = order.channelFeeMinor ?? 0n;
  const grossMinor = inRange(order.quantity * order.unitPriceMinor, "gross");
  const costMinor = inRange(order.quantity * supplyPriceMinor, "cost");
  const marginMinor = inRange(grossMinor - costMinor - channelFeeMinor, "margin");
  return { supplyPriceMinor, channelFeeMinor, grossMinor, costMinor, marginMinor };
}

function legsOf(asset: string, facts: Omit<Settled, "legs">): Leg[] {
  const { order, seller, product, shares } = facts;
  const deposit = `liabilities:distributor:${seller.code}:deposit`;
  const amounts = new Map([
    [order.payment === "DEPOSIT" ? deposit : "assets:custody", facts.grossMinor],
    [`liabilities:supplier:${product.supplier}`, -facts.costMinor],
    ["liabilities:channel-fee", -facts.channelFeeMinor],
  ]);
  const other: Leg[] = [];
  for (const { recipient, buyer, amountMinor, paidIn } of shares) {
    if (amountMinor === 0n) continue;
    const account =
      recipient === null
        ? `liabilities:buyer:${buyer}`
        : `liabilities:distributor:${recipient.code}:available`;
    if (paidIn === undefined) amounts.set(account, (amounts.get(account) ?? 0n) - amountMinor);
    else other.push(...borne(account, paidIn.code, amountMinor));
  }
  amounts.set("revenue:platform", -facts.platformMinor);
  const legs: Leg[] = [];
  for (const [account, amountMinor] of amounts) {
    if (amountMinor !== 0n) legs.push({ account, asset, amountMinor });
  }
  return [...legs, ...other];
}

// Cashback in another asset is outside the margin: the platform bears it there (rules §3).
function borne(account: string, asset: string, amountMinor: bigint): Leg[] {
  return [
    { account: "expenses:cashback", asset, amountMinor },
    { account, asset, amountMinor: -amountMinor },
  ];
}

function assertDeposit(state: State, leg: Leg): void {
  const held = -state.balance(leg.account);
  if (held < leg.amountMinor) {
    const why = `the deposit holds ${held} minor units and the order takes ${leg.amountMinor}`;
    throw new Refusal("INSUFFICIENT_DEPOSIT", `payment: ${why}`, "payment");
  }
}
