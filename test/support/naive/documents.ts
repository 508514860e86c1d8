// Random ladders and plans, as fast-check makes and shrinks them; all of them are valid documents.
import fc from "fast-check";
import type { Ladder, Plan, Rule, TierRates } from "./inputs.ts";

export const FIRST = "2026-01-01T00:00:00+08:00";
export const SECOND = "2026-02-10T12:00:00+08:00";
export const CATEGORIES = ["top-up", "game-card"];
export const SUPPLIERS = ["S1", "S2"];
export const BUYERS = ["buyer-1", "buyer-2", "A"];
export const PRODUCTS = ["P1", "P2", "P3"];
/** In rank order; the last one comes with the second ladder only. */
const TIERS = ["AGENT", "GOLD", "CORE", "STAR"];

/** An amount with two decimals, from so many hundredths up to so many. */
export function money(min: number, max: number): fc.Arbitrary<string> {
  return fc.integer({ min, max }).map((cents) => (cents / 100).toFixed(2));
}

/** Absent as often as not. */
export function maybe<T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.option(one, { nil: undefined, freq: 2 });
}

/** Leaves out what is undefined: a document has no such fields. */
export function present<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

export const rate = fc.oneof(
  fc.constantFrom("0", "0.05", "0.1", "0.2", "0.333333", "0.5", "1"),
  fc.integer({ min: 0, max: 1_000_000 }).map((micro) => (micro / 1e6).toFixed(6)),
);

function byTier<T>(
  one: fc.Arbitrary<T>,
  tiers: readonly string[],
): fc.Arbitrary<Record<string, T>> {
  const rows = fc.tuple(fc.subarray([...tiers]), fc.array(one, { minLength: 4, maxLength: 4 }));
  return rows.map(([held, values]) =>
    Object.fromEntries(held.map((tier, index) => [tier, values[index]!])),
  );
}

const volume = maybe(fc.oneof(fc.constantFrom("20.00", "60.00", "100.00"), money(100, 20_000)));

function ladder(effectiveFrom: string, codes: readonly string[]): fc.Arbitrary<Ladder> {
  const window = fc.constantFrom(
    "CALENDAR_MONTH" as const,
    "CALENDAR_MONTH" as const,
    "LIFETIME" as const,
  );
  const criteria = fc.array(fc.tuple(volume, volume), { minLength: 4, maxLength: 4 });
  const downgrade = fc.record({
    policy: fc.constantFrom("ONE_STEP" as const, "TO_QUALIFIED" as const, "NEVER" as const),
    graceWindows: fc.nat(2),
  });
  return fc.tuple(window, criteria, downgrade).map(([window, rows, downgrade]) => ({
    effectiveFrom,
    window,
    downgrade,
    tiers: codes.map((code, rank) => {
      const [personalVolume, teamVolume] = rank === 0 ? [] : rows[rank]!;
      return present({ code, personalVolume, teamVolume });
    }),
  }));
}

/** One ladder, or two of which the second has a tier more, on top or in between. */
export const ladders: fc.Arbitrary<Ladder[]> = fc
  .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 1, max: 3 }), fc.boolean())
  .chain(([count, place, two]) => {
    const early = TIERS.slice(0, count);
    const late = early.toSpliced(place, 0, TIERS[3]!);
    return two
      ? fc.tuple(ladder(FIRST, early), ladder(SECOND, late))
      : ladder(FIRST, early).map((one) => [one]);
  });

function bounds(): fc.Arbitrary<{ min: string | undefined; max: string | undefined }> {
  const more = maybe(fc.integer({ min: 0, max: 900 }));
  return fc.tuple(maybe(fc.integer({ min: 0, max: 300 })), more).map(([least, more]) => ({
    min: least === undefined ? undefined : (least / 100).toFixed(2),
    max: more === undefined ? undefined : (((least ?? 0) + more) / 100).toFixed(2),
  }));
}

function rule(kinds: readonly string[], tiers: readonly string[]): fc.Arbitrary<Rule> {
  const maxLevels = maybe(fc.integer({ min: 1, max: 4 }));
  const rates: fc.Arbitrary<TierRates> = fc.oneof(rate, byTier(rate, tiers));
  const list = fc.array(rate, { minLength: 1, maxLength: 4 });
  const compression = maybe(fc.constantFrom("NONE" as const, "SKIP" as const));
  const own: Record<Rule["kind"], fc.Arbitrary<object>> = {
    SELLER: fc.record({ rate: rates }),
    LEVEL: fc.record({ rates: fc.oneof(list, byTier(list, tiers)), compression }),
    DIFFERENTIAL: fc.record({ rate: rates, includeSeller: maybe(fc.boolean()), maxLevels }),
    PRICE_DIFFERENCE: fc.record({ prices: byTier(money(100, 2_500), tiers), maxLevels }),
    REFERRAL: fc.record({ rate: rates, firstSales: fc.integer({ min: 1, max: 3 }) }),
    CASHBACK: fc.record({ rate, asset: maybe(fc.constantFrom("CNY", "POINT")) }),
  };
  const fields = {
    product: fc.constantFrom(...PRODUCTS),
    category: fc.constantFrom(...CATEGORIES),
    supplier: fc.constantFrom(...SUPPLIERS),
  };
  const match = fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    ...Object.entries(fields).map(([name, code]) => code.map((one) => ({ [name]: one }))),
    { weight: 2, arbitrary: fc.record(fields, { requiredKeys: [] }) },
  );
  const basis = maybe(fc.constantFrom("GROSS", "MARGIN"));
  const minTier = maybe(fc.constantFrom(...tiers));
  return fc.constantFrom(...(kinds as Rule["kind"][])).chain((kind) =>
    fc
      .tuple(own[kind], match, bounds(), basis, minTier)
      .map(([terms, match, { min, max }, basis, minTier]) => {
        // `min` and `max` are amounts of the asset that is paid.
        const bound = (text: string | undefined) =>
          (terms as { asset?: string }).asset === "POINT" ? text?.split(".")[0] : text;
        const common = { min: bound(min), max: bound(max) };
        // What a kind would have no use for is refused.
        const whose = {
          basis: kind === "PRICE_DIFFERENCE" ? undefined : basis,
          minTier: kind === "CASHBACK" ? undefined : minTier,
        };
        return present({ kind, ...present(terms), ...common, ...whose, match }) as Rule;
      }),
  );
}

/** A plan with rules of those kinds, naming the tiers of the ladder that is in force with it. */
export function plan(
  effectiveFrom: string,
  kinds: readonly string[],
  { tiers }: Ladder,
): fc.Arbitrary<Plan> {
  const codes = tiers.map(({ code }) => code);
  return fc
    .record({
      basis: maybe(fc.constantFrom("GROSS" as const, "MARGIN" as const)),
      rounding: maybe(fc.constantFrom("DOWN" as const, "HALF_UP" as const, "HALF_EVEN" as const)),
      allowLoss: maybe(fc.boolean()),
      release: maybe(fc.record({ days: fc.constantFrom(0, 1, 3) })),
      caps: maybe(rate.map((orderRate) => ({ orderRate }))),
      rules: fc.array(rule(kinds, codes), { maxLength: 8, size: "max" }),
    })
    .map((fields) => ({ name: "random", effectiveFrom, ...present(fields) }));
}
