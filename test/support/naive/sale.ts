// What a settled order leaves behind in the naive model for all that comes later.
import type { Settling } from "./postings.ts";

export interface Sale extends Settling {
  readonly ref: string;
  readonly content: string;
  /** The seller and everyone above it as it was then. */
  readonly upline: readonly string[];
  /** The local date of its `occurredAt`. */
  readonly day: string;
}

export function monthOfSale({ day }: Sale): string {
  return day.slice(0, 7);
}
