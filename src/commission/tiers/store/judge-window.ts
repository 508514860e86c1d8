// Who is downgraded by the close of a window: each distributor judged on what it held before it.
import type { Tx } from "../../../database/database.ts";
import { judge, losableTiers } from "../../engine/downgrade.ts";
import { monthAfter, type Window } from "../../engine/window.ts";
import { type HeldRow, loadHeld, type VolumeIn } from "./load-held.ts";

/** A close: its transaction, how many distributors there were then, and its windows, newest first. */
export interface Close {
  readonly seq: number;
  readonly distributors: number;
  readonly windows: readonly Window[];
}

export interface Downgraded {
  readonly held: HeldRow;
  readonly to: string;
}

/** What was judged of the distributors with ids above `after` up to `upTo`. */
export interface Judged {
  readonly after: number;
  readonly upTo: number;
  readonly downgraded: readonly Downgraded[];
}

/** Judges everyone there was, page by page, by the volumes that `volumesOf` has of some of them. */
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
    const page = tiers.length === 0 ? [] : await loadHeld(tx, options);
    const volumeIn = await volumesOf(page.map(({ id }) => id));
    const upTo = page.at(-1)?.id ?? distributors;
    yield { after, upTo, downgraded: page.flatMap((held) => judged(held, volumeIn, windows)) };
    after = upTo;
  }
}

function judged(held: HeldRow, volumeIn: VolumeIn, windows: readonly Window[]): Downgraded[] {
  const to = judge({ ...held, volumeIn: (month) => volumeIn(held.id, month) }, windows);
  return to === null ? [] : [{ held, to }];
}
