// The recipients and amounts of an order or a refund, as booked and as replayed.
import type { Share } from "../../commission/engine/split.ts";
import type { ShareRecord } from "../../commission/orders/index.ts";
import type { JournalEntry } from "./entry.ts";
import type { Step } from "./fold.ts";

/** The amount that one recipient gets from an order, or gives back (negative). */
export interface ShareAmount {
  /** Null for the buyer, or if there is no recipient. */
  readonly recipient: string | null;
  readonly tier: string | null;
  readonly level: number | null;
  /** The asset, if it is not the settlement asset. */
  readonly asset: string | undefined;
  readonly amountMinor: bigint;
}

export interface Split {
  readonly platformMinor: bigint;
  readonly shares: readonly ShareAmount[];
}

/** The booked split of an order or a refund; undefined for other entries. */
export function bookedSplit({ sale, refund }: JournalEntry): Split | undefined {
  if (sale !== undefined) {
    return { platformMinor: sale.platformMinor, shares: sale.shares.map(ofRecord) };
  }
  if (refund === undefined) return undefined;
  const shares = refund.shares.map((share, index) =>
    back(ofRecord(share), BigInt(refund.lines[index]!.amount)),
  );
  return { platformMinor: -refund.platformMinor, shares };
}

/** The replayed split; undefined for refused orders, and for other entries. */
export function replayedSplit(step: Step): Split | undefined {
  if (step.kind === "SETTLED") {
    const { platformMinor, shares } = step.settled;
    return { platformMinor, shares: shares.map(ofShare) };
  }
  if (step.kind !== "REFUNDED") return undefined;
  const { refunded, settled } = step;
  const shares = settled.shares.map((share, index) =>
    back(ofShare(share), refunded.lines[index]!.amountMinor),
  );
  return { platformMinor: -refunded.platformMinor, shares };
}

function back(share: ShareAmount, amountMinor: bigint): ShareAmount {
  return { ...share, amountMinor: -amountMinor };
}

function ofRecord({ recipient, tier, level, asset, amount }: ShareRecord): ShareAmount {
  return { recipient, tier, level, asset, amountMinor: BigInt(amount) };
}

function ofShare({ recipient, tier, level, paidIn, amountMinor }: Share): ShareAmount {
  return { recipient: recipient?.code ?? null, tier, level, asset: paidIn?.code, amountMinor };
}
