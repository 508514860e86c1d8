// Decides which distributors the close of a window downgrades, from their tiers before the close.
import type { Tx } from "../../../database/database.ts";
import { judge, losableTiers } from "../../engine/downgrade.ts";
import { monthAfter, type Window } from "../../engine/window.ts";
import { loadTierHolders, type TierHolderRow, type VolumeIn } from "./load-tier-holders.ts";

/**
 * A close: its transaction, the number of distributors at that time, and its windows, newest first.
 */
export interface Close {
  readonly seq: number;
  readonly distributors: number;
  readonly windows: readonly Window[];
}

export interface Downgraded {
  readonly held: TierHolderRow;
  readonly to: string;
}

/** The decisions for the distributors with ids above `after` up to `upTo`. */
export interface Judged {
  readonly after: number;
  readonly upTo: number;
  readonly downgraded: readonly Downgraded[];
}

/**
 * Judges all distributors of the close, page by page; `volumesOf` reads the volumes of one page.
 */
export async function* judgeWindow(
  tx: Tx,
  { seq, distributors, windows }: Close,
  volumesOf: (ids: readonly number[]) => Promise<VolumeIn>,
): AsyncGenerator<Judged> {
  const [closing] = windows;
  if (closing === undefined) return;
  const tiers = losableTiers(closing.ladder);
  const day = monthAfter(closing.month, 1);
  for (let after = 0; after < distributors; ) {
    const options = { before: seq, after, last: distributors, tiers, day };
    const page = tiers.length === 0 ? [] : await loadTierHolders(tx, options);
    const volumeIn = await volumesOf(page.map(({ id }) => id));
    const upTo = page.at(-1)?.id ?? distributors;
    yield { after, upTo, downgraded: page.flatMap((held) => judged(held, volumeIn, windows)) };
    after = upTo;
  }
}

function judged(held: TierHolderRow, volumeIn: VolumeIn, windows: readonly Window[]): Downgraded[] {
  const to = judge({ ...held, volumeIn: (month) => volumeIn(held.id, month) }, windows);
  return to === null ? [] : [{ held, to }];
}
