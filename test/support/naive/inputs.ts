// What a stream is made of, as the naive model reads it: the documents and rows as a user writes them.
import type { Rounding } from "./amount.ts";

export type Status = "ACTIVE" | "SUSPENDED" | "CLOSED";
/** One rate for every tier, or a map from tier to rate. */
export type TierRates = string | Readonly<Record<string, string>>;

export interface Match {
  readonly product?: string;
  readonly category?: string;
  readonly supplier?: string;
}

interface RuleBase {
  readonly match?: Match;
  readonly minTier?: string;
  readonly basis?: "GROSS" | "MARGIN";
  readonly min?: string;
  readonly max?: string;
}

export type Rule = RuleBase &
  (
    | { readonly kind: "SELLER"; readonly rate: TierRates }
    | {
        readonly kind: "LEVEL";
        readonly rates: readonly string[] | Readonly<Record<string, readonly string[]>>;
        readonly compression?: "NONE" | "SKIP";
      }
    | {
        readonly kind: "DIFFERENTIAL";
        readonly rate: TierRates;
        readonly includeSeller?: boolean;
        readonly maxLevels?: number;
      }
    | {
        readonly kind: "PRICE_DIFFERENCE";
        readonly prices: Readonly<Record<string, string>>;
        readonly maxLevels?: number;
      }
    | { readonly kind: "REFERRAL"; readonly rate: TierRates; readonly firstSales: number }
    | { readonly kind: "CASHBACK"; readonly rate: string; readonly asset?: string }
  );

export interface Plan {
  readonly name: string;
  readonly effectiveFrom: string;
  readonly basis?: "GROSS" | "MARGIN";
  readonly rounding?: Rounding;
  readonly release?: { readonly days: number };
  readonly allowLoss?: boolean;
  readonly caps?: { readonly orderRate?: string };
  readonly rules: readonly Rule[];
}

export interface Ladder {
  readonly effectiveFrom: string;
  readonly window: "CALENDAR_MONTH" | "LIFETIME";
  readonly downgrade?: {
    readonly policy: "ONE_STEP" | "TO_QUALIFIED" | "NEVER";
    readonly graceWindows: number;
  };
  readonly tiers: readonly Tier[];
}

export interface Tier {
  readonly code: string;
  readonly personalVolume?: string;
  readonly teamVolume?: string;
}

/** `at` is when it is asked for. */
export interface WindowClose {
  readonly month: string;
  readonly at: string;
}

export interface TierByHand {
  readonly code: string;
  readonly tier: string;
  /** A local date. */
  readonly until: string;
  readonly reason: string;
  readonly at: string;
}

/** A supplier volume programme (docs/rules.md §5): of one supplier, or an alliance of several. */
export interface Programme {
  readonly code: string;
  readonly supplier?: string;
  readonly suppliers?: readonly string[];
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly period: "MONTH" | "QUARTER" | "YEAR";
  readonly basis: "COST" | "GROSS";
  readonly method: "MARGINAL" | "RETROACTIVE";
  readonly threshold: "EXCLUSIVE" | "INCLUSIVE";
  readonly payer: "PLATFORM" | "SUPPLIER";
  /** In rising order; each has a rate, or an amount in place of it. */
  readonly bands: readonly {
    readonly over: string;
    readonly rate?: string;
    readonly amount?: string;
  }[];
  readonly committed?: string;
  readonly shortfallRate?: string;
  readonly committedBy?: "PLATFORM" | "SUPPLIER";
}

/** An order as sent; what is left out is absent, not empty. */
export interface OrderText {
  readonly ref: string;
  readonly occurredAt: string;
  readonly seller: string;
  readonly product: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly supplyPrice?: string;
  readonly buyer?: string;
  readonly channelFee?: string;
  readonly payment?: string;
}

export interface RefundText {
  readonly ref: string;
  /** The order's ref. */
  readonly order: string;
  readonly occurredAt: string;
  readonly quantity: string;
}

/** Parent and tier may be empty: a root, and the ladder's lowest. */
export interface DistributorText {
  readonly code: string;
  readonly parent: string;
  readonly tier: string;
  readonly status: Status;
  readonly joinedAt: string;
}

export interface ProductText {
  readonly code: string;
  readonly category: string;
  readonly supplier: string;
  readonly supplyPrice: string;
}

/** Whether what somebody earns waits for a decision from now on. */
export interface Withholding {
  readonly code: string;
  readonly withheld: boolean;
}

/** Stands for payouts: an n-th of what each of these liabilities holds is taken out. */
export interface Spending {
  readonly accounts: readonly string[];
  readonly asset: string;
  readonly nth: number;
}

export type Input =
  | { readonly distributor: DistributorText }
  | { readonly product: ProductText }
  | { readonly plan: Plan }
  | { readonly ladder: Ladder }
  | { readonly order: OrderText }
  | { readonly refund: RefundText }
  | { readonly release: { readonly until: string } }
  | { readonly spend: Spending }
  | { readonly programme: Programme }
  /** `at` is when it is asked for. */
  | {
      readonly programmeClose: {
        readonly code: string;
        readonly period: string;
        readonly at: string;
      };
    }
  | { readonly windowClose: WindowClose }
  | { readonly tierByHand: TierByHand }
  | { readonly deposit: { readonly distributor: string; readonly amount: string } }
  | { readonly move: { readonly code: string; readonly parent: string } }
  | { readonly status: { readonly code: string; readonly status: Status } }
  | { readonly withholding: Withholding };

/** What the network was created with: its settlement asset, and the scales of all its assets. */
export interface Setting {
  readonly asset: string;
  readonly scales: Readonly<Record<string, number>>;
  readonly timeZone: string;
}
