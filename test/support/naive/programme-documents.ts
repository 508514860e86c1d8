// Random volume programmes, and closes of their periods: with bands that a few orders reach exactly.
import fc from "fast-check";
import { maybe, money, present, rate, SUPPLIERS } from "./documents.ts";
import type { Input, Programme } from "./inputs.ts";
import { often } from "./orders.ts";

const CODES = ["2026-monthly", "a.1", "B_alliance"];
/** First and last days of the periods that the streams are about; what does not fit is refused. */
const STARTS = {
  MONTH: ["2026-01-01", "2026-02-01", "2026-03-01"],
  QUARTER: ["2026-01-01", "2026-04-01"],
  YEAR: ["2026-01-01"],
} as const;
const ENDS = {
  MONTH: ["2026-01-31", "2026-02-28", "2026-03-31"],
  QUARTER: ["2026-03-31"],
  YEAR: ["2026-12-31"],
} as const;
const PERIODS = {
  MONTH: ["2026-01", "2026-02", "2026-03"],
  QUARTER: ["2026-Q1"],
  YEAR: ["2026"],
} as const;
/** When a close is asked for: now and then too early. */
const CLOSES = [
  "2026-01-31T15:59:59.999Z",
  "2026-03-31T16:00:00Z",
  "2027-01-01T00:00:00+08:00",
  "2027-01-01T00:00:00+08:00",
];

const over = fc.oneof(
  fc.constantFrom("0.00", "10.00", "20.00", "40.00", "60.00", "100.00"),
  money(0, 40_000),
);
const band = fc.record({ over, rate, amount: maybe(money(0, 3_000)) });
const bands = fc
  .uniqueArray(band, { minLength: 1, maxLength: 4, selector: ({ over }) => Number(over) })
  .map((rows) =>
    rows
      .sort((one, other) => Number(one.over) - Number(other.over))
      .map(({ over, rate, amount }) => (amount === undefined ? { over, rate } : { over, amount })),
  );

const committing = fc
  .record({
    committed: money(0, 60_000),
    shortfallRate: rate,
    committedBy: maybe(fc.constantFrom("PLATFORM" as const, "SUPPLIER" as const)),
  })
  .map(present);

const parties = fc.oneof(
  fc.constantFrom(...SUPPLIERS).map((supplier) => ({ supplier })),
  fc.constantFrom([...SUPPLIERS], SUPPLIERS.toReversed()).map((suppliers) => ({ suppliers })),
);
const period = fc.constantFrom(
  "MONTH" as const,
  "MONTH" as const,
  "QUARTER" as const,
  "YEAR" as const,
);

/** A programme that starts with the first period, or with any. */
export function programme(first: boolean): fc.Arbitrary<Programme> {
  return period.chain((period) => {
    const [start] = STARTS[period];
    return fc
      .record({
        code: fc.constantFrom(...CODES),
        effectiveFrom: first ? fc.constant(start) : fc.constantFrom(...STARTS[period]),
        effectiveTo: often(fc.constant(null), fc.constantFrom(...ENDS[period]), 4),
        basis: fc.constantFrom("COST" as const, "GROSS" as const),
        method: fc.constantFrom("MARGINAL" as const, "RETROACTIVE" as const),
        threshold: fc.constantFrom("EXCLUSIVE" as const, "INCLUSIVE" as const),
        payer: fc.constantFrom("PLATFORM" as const, "SUPPLIER" as const),
        bands,
        parties,
        commitment: fc.oneof(fc.constant({}), committing),
      })
      .map(({ parties, commitment, ...terms }) => ({
        ...terms,
        period,
        ...parties,
        ...commitment,
      }));
  });
}

/** A later version of a programme that there is already, which keeps what versions must keep. */
export function laterVersion(first: Programme, terms: Programme, effectiveFrom: string): Programme {
  const { code, supplier, suppliers, period, payer } = first;
  const { supplier: _one, suppliers: _all, ...rest } = terms;
  const kept = { code, supplier, suppliers, period, payer };
  return present({ ...rest, ...kept, effectiveFrom, effectiveTo: null });
}

/** Closes of periods: most of them of a programme that there is and when they have ended. */
export function programmeClose(programmes: readonly Programme[]): fc.Arbitrary<Input> {
  const any = fc.record({ code: fc.constantFrom(...CODES), period });
  const known = programmes.map(({ code, period }) => fc.constant({ code, period }));
  return fc
    .tuple(fc.oneof(any, ...known, ...known), fc.nat(2), fc.constantFrom(...CLOSES))
    .map(([{ code, period: kind }, place, at]) => {
      const period = PERIODS[kind][place % PERIODS[kind].length]!;
      return { programmeClose: { code, period, at } };
    });
}
