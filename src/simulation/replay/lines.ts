// The recipients and amounts of an order or a refund, as booked and as replayed.
import type { Share } from "../../commission/engine/split.ts";
import type { ShareRecord } from "../../commission/orders/index.ts";
import type { JournalEntry } from "./entry.ts";
import type { Step } from "./fold.ts";

/** The amount that one recipient gets from an order, or gives back (negative). */
export interface Line {
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
  readonly lines: readonly Line[];
}

/** The booked split of an order or a refund; undefined for other entries. */
export function bookedSplit({ sale, refund }: JournalEntry): Split | undefined {
  if (sale !== undefined) {
    return { platformMinor: sale.platformMinor, lines: sale.shares.map(lineOfRecord) };
  }
  if (refund === undefined) return undefined;
  const lines = refund.shares.map((share, index) =>
    back(lineOfRecord(share), BigInt(refund.lines[index]!.amount)),
  );
  return { platformMinor: -refund.platformMinor, lines };
}

/** The replayed split; undefined for refused orders, and for other entries. */
export function replayedSplit(step: Step): Split | undefined {
  if (step.kind === "SETTLED") {
    const { platformMinor, shares } = step.settled;
    return { platformMinor, lines: shares.map(lineOfShare) };
  }
  if (step.kind !== "REFUNDED") return undefined;
  const { refunded, settled } = step;
  const lines = settled.shares.map((share, index) =>
    back(lineOfShare(share), refunded.lines[index]!.amountMinor),
  );
  return { platformMinor: -refunded.platformMinor, lines };
}

function back(line: Line, amountMinor: bigint): Line {
  return { ...line, amountMinor: -amountMinor };
}

function lineOfRecord({ recipient, tier, level, asset, amount }: ShareRecord): Line {
  return { recipient, tier, level, asset, amountMinor: BigInt(amount) };
}

function lineOfShare({ recipient, tier, level, paidIn, amountMinor }: Share): Line {
  return { recipient: recipient?.code ?? null, tier, level, asset: paidIn?.code, amountMinor };
}
