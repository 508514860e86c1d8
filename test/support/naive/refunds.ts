// Random refunds: parts, repeated parts, the rest, and more than there is.
import fc from "fast-check";
import { instant, often } from "./orders.ts";

/** A refund before it is known which orders there are. */
export interface Back {
  /** Which order, counted from the last one, and round again. */
  readonly of: number;
  readonly much: "REST" | "PART" | "MORE";
  readonly nth: number;
  readonly occurredAt: string;
}

export const back: fc.Arbitrary<Back> = fc.record({
  of: fc.oneof(fc.constant(0), fc.nat(15)),
  much: often(fc.constantFrom("REST" as const, "PART" as const), fc.constant("MORE" as const)),
  nth: fc.integer({ min: 1, max: 9 }),
  occurredAt: instant,
});
