// A refund: takes back each line of the original settlement in proportion, from its recipient
// (docs/rules.md §6).

import { Refusal } from "../../kernel/errors.ts";
import { accounts } from "../../ledger/chart/chart.ts";
import {
  distributorAccounts,
  EntryDraft,
  type Leg,
  smaller,
  supplierAccounts,
} from "../../ledger/entry-draft.ts";
import type { Distributor } from "../../network/engine/distributor.ts";
import { type Accrual, accruals, postAccrual } from "./accrual.ts";
import { EXCEEDS_ORDER } from "./codes.ts";
import type { Payment } from "./order.ts";
import type { State } from "./state.ts";
import { type Supplier, type Turnover, turnOver } from "./supplier.ts";

/** A refund as received. */
export interface Refund {
  readonly ref: string;
  readonly orderRef: string;
  readonly occurredAt: number;
  readonly quantity: bigint;
}

/** The amount of one share of the order: a distributor's share, or the buyer's cashback. */
export interface SoldShare {
  readonly recipient: string | null;
  readonly buyer?: string | undefined;
  readonly amountMinor: bigint;
  /** The asset, if it is not the settlement asset. */
  readonly asset?: string | undefined;
}

/** The facts of a settled order that its refunds need: as settled, except `refunded`. */
export interface Sold {
  readonly seq: number;
  readonly quantity: bigint;
  readonly unitPriceMinor: bigint;
  readonly supplyPriceMinor: bigint;
  readonly channelFeeMinor: bigint;
  readonly payment: Payment;
  readonly seller: Distributor;
  readonly supplier: Supplier;
  readonly shares: readonly SoldShare[];
  /** The distributors whose volumes the order increased: the seller and its upline at that time. */
  readonly raised: readonly Distributor[];
  readonly month: string;
  readonly dueAt: number | null;
  /** The codes of the distributors whose shares are still pending. */
  readonly pending: ReadonlySet<string>;
  /** The units refunded so far. */
  refunded: bigint;
}

/** One line taken back, in minor units of its asset. */
export type RefundLine = SoldShare;

export interface Refunded {
  readonly refund: Refund;
  readonly sold: Sold;
  /** The gross that is returned to its source: channel or deposit. */
  readonly grossMinor: bigint;
  /** The part that the platform gives back: the remainder. */
  readonly platformMinor: bigint;
  readonly lines: readonly RefundLine[];
  /** The amounts taken from pending balances, by distributor code. */
  readonly unpending: ReadonlyMap<string, bigint>;
  /** The (negative) change of the supplier's turnover. */
  readonly turnover: Turnover;
  readonly accruals: readonly Accrual[];
  readonly legs: readonly Leg[];
}

/** Computes a refund without changing the state. Throws `EXCEEDS_ORDER` for too many units. */
export function refund(state: State, sold: Sold, request: Refund): Refunded {
  const before = sold.refunded;
  const after = before + request.quantity;
  if (after > sold.quantity) {
    const left = `only ${sold.quantity - before} of the order's ${sold.quantity} units`;
    const why = `${request.quantity} is too many; ${left} can still be refunded`;
    throw new Refusal(EXCEEDS_ORDER, `quantity: ${why}`, "quantity");
  }
  const part = (amount: bigint) => reversed(amount, after, sold) - reversed(amount, before, sold);
  const grossMinor = request.quantity * sold.unitPriceMinor;
  const costMinor = request.quantity * sold.supplyPriceMinor;
  const feeMinor = part(sold.channelFeeMinor);
  const lines = sold.shares.map((share) => ({ ...share, amountMinor: part(share.amountMinor) }));
  const draft = new EntryDraft(state);
  const deposit = accounts.deposit(sold.seller.code);
  draft.add(sold.payment === "DEPOSIT" ? deposit : accounts.custody, -grossMinor);
  draft.clawBack(supplierAccounts(sold.supplier.code), costMinor);
  draft.add(accounts.channelFee, feeMinor);
  const unpending = clawBackShares(draft, sold, lines);
  for (const line of lines) clawBackCashback(draft, line);
  const inMargin = lines.filter((line) => line.asset === undefined);
  const paid = inMargin.reduce((sum, line) => sum + line.amountMinor, 0n);
  const platformMinor = grossMinor - costMinor - feeMinor - paid;
  draft.add(accounts.platformRevenue, platformMinor);
  const turnover = { grossMinor: -grossMinor, costMinor: -costMinor };
  const accrued = accruals(state, sold.supplier, sold.month, turnover);
  for (const accrual of accrued) postAccrual(draft, accrual);
  const facts = { refund: request, sold, grossMinor, platformMinor, lines, unpending, turnover };
  return { ...facts, accruals: accrued, legs: draft.legs };
}

/** A × q / Q rounded down; exactly A when all units are refunded (docs/rules.md §6). */
function reversed(amount: bigint, quantity: bigint, { quantity: all }: Sold): bigint {
  return (amount * quantity) / all;
}

// Takes a share from the pending balance, then the withheld, then the available; the rest is a
// debt.
function clawBackShares(
  draft: EntryDraft,
  sold: Sold,
  lines: readonly RefundLine[],
): Map<string, bigint> {
  const unpending = new Map<string, bigint>();
  for (const { recipient, amountMinor } of lines) {
    if (recipient === null || amountMinor === 0n) continue;
    if (sold.pending.has(recipient)) {
      draft.add(accounts.pending(recipient), amountMinor);
      unpending.set(recipient, (unpending.get(recipient) ?? 0n) + amountMinor);
    } else draft.clawBack(distributorAccounts(recipient), amountMinor);
  }
  return unpending;
}

// Takes cashback from the buyer's balance; the platform bears what the buyer no longer has.
function clawBackCashback(draft: EntryDraft, { buyer, amountMinor, asset }: RefundLine): void {
  if (buyer === undefined || amountMinor === 0n) return;
  const account = accounts.buyerBalance(buyer);
  const held = smaller(-draft.balance(account, asset), amountMinor);
  draft.add(account, held, asset);
  draft.add(accounts.cashback, asset === undefined ? amountMinor - held : -held, asset);
}

/**
 * Lowers the volumes that the order increased (docs/rules.md §6); a refund downgrades no
 * distributor.
 */
export function retreat(refunded: Refunded): void {
  const { sold, refund, grossMinor } = refunded;
  sold.refunded += refund.quantity;
  turnOver(sold.supplier, sold.month, refunded.turnover);
  for (const one of sold.raised) {
    const volume = one.volumes.get(sold.month) ?? { personal: 0n, team: 0n };
    if (one === sold.seller) volume.personal -= grossMinor;
    volume.team -= grossMinor;
    one.volumes.set(sold.month, volume);
  }
}
