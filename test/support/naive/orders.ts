// Random orders: on both sides of every edge of time, with prices that meet lines exactly, and faulty ones.
import fc from "fast-check";
import { BUYERS, FIRST, money, PRODUCTS, present, SECOND } from "./documents.ts";
import type { OrderText } from "./inputs.ts";

const MINUTE_MS = 60_000;
/** Round ones too, so that sums meet a line exactly. */
const price = fc.oneof(money(500, 3_000), fc.constantFrom("5.00", "10.00", "20.00"));
/** The largest amount that 64 bits hold, in hundredths, and one of which ten units are too many. */
const HUGE = fc.constantFrom("92233720368547758.07", "9800000000000000.00");

/** An instant as people write it, at one of several offsets. */
export function written(ms: number, offsetHours: number): string {
  const local = new Date(ms + offsetHours * 60 * MINUTE_MS).toISOString().replace("Z", "");
  const sign = offsetHours < 0 ? "-" : "+";
  return `${local}${sign}${String(Math.abs(offsetHours)).padStart(2, "0")}:00`;
}

const edges = [
  FIRST,
  SECOND,
  "2026-02-01T00:00:00+08:00",
  "2026-03-01T00:00:00+08:00",
  "2026-03-01T00:00:00-05:00",
  "2026-03-26T00:00:00+02:00",
];
export const instant = fc
  .tuple(
    fc.oneof(
      {
        weight: 1,
        arbitrary: fc
          .tuple(fc.constantFrom(...edges), fc.constantFrom(-1, 0, 1))
          .map(([edge, ms]) => Date.parse(edge) + ms),
      },
      {
        weight: 6,
        arbitrary: fc
          .integer({ min: 0, max: 92 * 24 * 60 })
          .map((minutes) => Date.parse(FIRST) + minutes * MINUTE_MS),
      },
    ),
    fc.constantFrom(8, 0, -5),
  )
  .map(([ms, offset]) => written(ms, offset));

/** Mostly the one, and in so many cases once the other. */
export function often<T>(
  usual: fc.Arbitrary<T>,
  rare: fc.Arbitrary<T>,
  weight = 20,
): fc.Arbitrary<T> {
  return fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

/** An order without its ref; when live, also of amounts at the edge of 64 bits. */
export function order(
  sellers: readonly string[],
  live: boolean,
): fc.Arbitrary<Omit<OrderText, "ref">> {
  const seldom = <T>(one: fc.Arbitrary<T>) => often(fc.constant(undefined), one, 3);
  const fields = fc.record({
    occurredAt: instant,
    seller: often(fc.constantFrom(...sellers), fc.constant("nobody"), 40),
    product: often(fc.constantFrom(...PRODUCTS), fc.constant("nothing"), 40),
    quantity: often(fc.integer({ min: 1, max: 9 }), fc.constantFrom(100, 999_999)).map(String),
    unitPrice: often(price, live ? fc.oneof(money(1, 500), HUGE) : money(1, 500), 6),
    supplyPrice: seldom(live ? often(money(0, 1_500), HUGE) : money(0, 1_500)),
    buyer: often(fc.constant(undefined), fc.constantFrom(...BUYERS), 1),
    channelFee: seldom(money(0, 120)),
    payment: seldom(fc.constantFrom("CHANNEL", "DEPOSIT")),
  });
  return fields.map(present) as fc.Arbitrary<Omit<OrderText, "ref">>;
}
