// A refund: each line of the original settlement is taken back in proportion, from whoever got it (rules §6).
import { Refusal } from "../../kernel/errors.ts";
import {
  distributorStanding,
  EntryDraft,
  type Leg,
  smaller,
  supplierStanding,
} from "../../ledger/entry-draft.ts";
import { type Accrual, accruals, postAccrual } from "./accrual.ts";
import type { Distributor } from "./distributor.ts";
import type { Payment } from "./order.ts";
import type { State } from "./state.ts";
import { type Supplier, type Turnover, turnOver } from "./supplier.ts";

/** A refund as it was sent. */
export interface Refund {
  readonly ref: string;
  readonly orderRef: string;
  readonly occurredAt: number;
  readonly quantity: bigint;
}

/** What a share of the order came to: a distributor's, or the buyer's cashback. */
export interface SoldShare {
  readonly recipient: string | null;
  readonly buyer?: string | undefined;
  readonly amountMinor: bigint;
  /** Where that is not the settlement asset. */
  readonly asset?: string | undefined;
}

/** A settled order as its refunds need it: as it was then, but for `refunded`. */
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
  /** Whose volumes the order raised in `month`: the seller first, then its upline as it was. */
  readonly raised: readonly Distributor[];
  readonly month: string;
  readonly dueAt: number | null;
  /** The codes of those whose shares are pending still. */
  readonly pending: ReadonlySet<string>;
  /** Units that were refunded so far. */
  refunded: bigint;
}

/** One line taken back, in minor units of its asset. */
export type RefundLine = SoldShare;

export interface Refunded {
  readonly refund: Refund;
  readonly sold: Sold;
  /** What goes back to where it came from. */
  readonly grossMinor: bigint;
  /** What the platform gives back: the residue. */
  readonly platformMinor: bigint;
  readonly lines: readonly RefundLine[];
  /** What leaves the pending balances, by distributor's code. */
  readonly unpending: ReadonlyMap<string, bigint>;
  /** What the supplier's turnover changes by, below zero, and what that does to its programmes. */
  readonly turnover: Turnover;
  readonly accruals: readonly Accrual[];
  readonly legs: readonly Leg[];
}

/** Works out a refund without changing the state. Throws `EXCEEDS_ORDER` for more than was sold. */
export function refund(state: State, sold: Sold, request: Refund): Refunded {
  const before = sold.refunded;
  const after = before + request.quantity;
  if (after > sold.quantity) {
    const left = `${sold.quantity - before} of the order's ${sold.quantity}`;
    const why = `${request.quantity} is more than what is left to refund, ${left}`;
    throw new Refusal("EXCEEDS_ORDER", `quantity: ${why}`, "quantity");
  }
  const part = (amount: bigint) => reversed(amount, after, sold) - reversed(amount, before, sold);
  const grossMinor = request.quantity * sold.unitPriceMinor;
  const costMinor = request.quantity * sold.supplyPriceMinor;
  const feeMinor = part(sold.channelFeeMinor);
  const lines = sold.shares.map((share) => ({ ...share, amountMinor: part(share.amountMinor) }));
  const draft = new EntryDraft(state);
  const deposit = `liabilities:distributor:${sold.seller.code}:deposit`;
  draft.add(sold.payment === "DEPOSIT" ? deposit : "assets:custody", -grossMinor);
  draft.takeBack(supplierStanding(sold.supplier.code), costMinor);
  draft.add("liabilities:channel-fee", feeMinor);
  const unpending = takeShares(draft, sold, lines);
  for (const line of lines) takeCashback(draft, line);
  const inMargin = lines.filter((line) => line.asset === undefined);
  const paid = inMargin.reduce((sum, line) => sum + line.amountMinor, 0n);
  const platformMinor = grossMinor - costMinor - feeMinor - paid;
  draft.add("revenue:platform", platformMinor);
  const turnover = { grossMinor: -grossMinor, costMinor: -costMinor };
  const accrued = accruals(state, sold.supplier, sold.month, turnover);
  for (const accrual of accrued) postAccrual(draft, accrual);
  const facts = { refund: request, sold, grossMinor, platformMinor, lines, unpending, turnover };
  return { ...facts, accruals: accrued, legs: draft.legs };
}

/** A × q / Q rounded down, and exactly A at the end (rules §6). */
function reversed(amount: bigint, quantity: bigint, { quantity: all }: Sold): bigint {
  return (amount * quantity) / all;
}

// Taken from the share where the ledger has it: pending, else withheld, else available, else as a debt.
function takeShares(
  draft: EntryDraft,
  sold: Sold,
  lines: readonly RefundLine[],
): Map<string, bigint> {
  const unpending = new Map<string, bigint>();
  for (const { recipient, amountMinor } of lines) {
    if (recipient === null || amountMinor === 0n) continue;
    if (sold.pending.has(recipient)) {
      draft.add(`liabilities:distributor:${recipient}:pending`, amountMinor);
      unpending.set(recipient, (unpending.get(recipient) ?? 0n) + amountMinor);
    } else draft.takeBack(distributorStanding(recipient), amountMinor);
  }
  return unpending;
}

// From the buyer's balance; what is not there any more is the platform's.
function takeCashback(draft: EntryDraft, { buyer, amountMinor, asset }: RefundLine): void {
  if (buyer === undefined || amountMinor === 0n) return;
  const account = `liabilities:buyer:${buyer}`;
  const held = smaller(-draft.balance(account, asset), amountMinor);
  draft.add(account, held, asset);
  draft.add("expenses:cashback", asset === undefined ? amountMinor - held : -held, asset);
}

/** Lowers the volumes where the order raised them (rules §6); nobody is downgraded by that. */
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
