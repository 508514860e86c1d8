// Who got how much of an order, or gives it back: as the books have it, and as a replay does.
import type { Share } from "../../commission/engine/split.ts";
import type { ShareRecord } from "../../commission/orders/store/store-settlements.ts";
import type { JournalEntry } from "./entry.ts";
import type { Step } from "./fold.ts";

/** What one got of an order, or gives back (below 0). */
export interface Line {
  /** Null: the buyer, or nobody. */
  readonly recipient: string | null;
  readonly tier: string | null;
  readonly level: number | null;
  /** Where it is not the settlement asset. */
  readonly asset: string | undefined;
  readonly amountMinor: bigint;
}

export interface Split {
  readonly platformMinor: bigint;
  readonly lines: readonly Line[];
}

/** How the books split an order or its refund; undefined of other entries. */
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

/** How the replay splits it; undefined of what it refuses, and of other entries. */
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
