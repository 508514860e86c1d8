// The naive model's only memory: facts, one after another, and what it asks of them.
import type { Amount } from "./amount.ts";
import type {
  DistributorText,
  Ladder,
  Plan,
  ProductText,
  Programme,
  Status,
  Withholding,
} from "./inputs.ts";
import type { PeriodKind } from "./periods.ts";
import type { Sale } from "./sale.ts";

/** Debits are positive, credits negative (docs/rules.md §7). */
export interface Posting {
  /** The kind and the ref of the transaction that it is part of. */
  readonly entry: string;
  readonly account: string;
  readonly asset: string;
  readonly amount: Amount;
}

/** A change of the tier that somebody holds. */
export interface TierSet {
  /** The order that lifted it, the window that lowered it, or by hand. */
  readonly ref: string;
  readonly code: string;
  readonly tier: string;
  /** When it happened. */
  readonly at: string;
}

/** A tier set by hand: until the end date nobody falls below it. */
export interface Floor {
  readonly code: string;
  readonly tier: string;
  readonly until: string;
}

export interface Refund {
  readonly ref: string;
  readonly content: string;
  /** The order's ref. */
  readonly order: string;
  readonly quantity: Amount;
}

/** What a change of volume brought one supplier of a programme. */
export interface Accrual {
  readonly entry: string;
  readonly programme: string;
  readonly period: string;
  readonly supplier: string;
  readonly amount: Amount;
  /** V, and the supplier's part of B(V), after the change. */
  readonly volume: Amount;
  readonly accrued: Amount;
}

/** A line of the statement with which a period is closed. */
export interface Statement {
  readonly programme: string;
  readonly period: string;
  readonly supplier: string;
  readonly volume: Amount;
  readonly bonus: Amount;
  readonly shortfall: Amount;
}

export type Fact =
  | { readonly distributor: DistributorText }
  | { readonly product: ProductText }
  | { readonly plan: Plan }
  | { readonly ladder: Ladder }
  | { readonly move: { readonly code: string; readonly parent: string } }
  | { readonly status: { readonly code: string; readonly status: Status } }
  | { readonly withholding: Withholding }
  | { readonly tier: TierSet }
  | { readonly floor: Floor }
  /** The month that was closed. */
  | { readonly windowClose: string }
  | { readonly programme: Programme }
  | { readonly programmeClose: { readonly code: string; readonly period: string } }
  | { readonly sale: Sale }
  | { readonly refund: Refund }
  /** All that was due by this instant was released. */
  | { readonly release: string }
  | { readonly posting: Posting }
  | { readonly accrual: Accrual }
  | { readonly statement: Statement };

/** What the model asks of its past. A month that is undefined is all of time. */
export interface History {
  add(fact: Fact): void;
  distributor(code: string): DistributorText | undefined;
  /** Of all distributors. */
  codes(): readonly string[];
  product(code: string): ProductText | undefined;
  plans(): readonly Plan[];
  ladders(): readonly Ladder[];
  sale(ref: string): Sale | undefined;
  refund(ref: string): Refund | undefined;
  /** How many units of an order were refunded so far. */
  refundedUnits(order: string): Amount;
  /** Whether no release since the order took its shares. */
  isWaiting(sale: Sale): boolean;
  /** Those whose shares wait and are due by the instant. */
  waitingSales(until: string): Sale[];
  /** The latest `occurredAt` of a settled order. */
  lastOrderAt(): string | undefined;
  countSales(seller: string): number;
  balance(account: string, asset: string): Amount;
  personalVolume(code: string, month: string | undefined): Amount;
  teamVolume(code: string, month: string | undefined): Amount;
  /**
   * When somebody's tier last changed, or it joined; but not before the end of the last window that
   * was closed when it changed.
   */
  heldSince(code: string): string;
  /** Whether what it earns waits for a decision. */
  isWithheld(code: string): boolean;
  /** The latest tier set by hand. */
  floor(code: string): Floor | undefined;
  /** Months, in the order in which they were closed. */
  windowsClosed(): readonly string[];
  programmes(): readonly Programme[];
  periodsClosed(programme: string): readonly string[];
  /** Of settled orders less refunds. */
  supplierVolume(
    supplier: string,
    kind: PeriodKind,
    period: string,
    basis: "COST" | "GROSS",
  ): Amount;
  /** The latest local date of a settled order of one of the suppliers. */
  lastSaleOf(suppliers: readonly string[]): string | undefined;
}
