// docs/rules.md §5's arithmetic in the naive model: which version rules a period, its bonus, and
// the members' parts.
import { type Amount, Exact, NOTHING, rounded, total } from "./amount.ts";
import { laterDay } from "./calendar.ts";
import type { Programme } from "./inputs.ts";
import { dayAfter, firstDayOf } from "./periods.ts";

export function membersOf({ supplier, suppliers }: Programme): readonly string[] {
  return suppliers ?? [supplier!];
}

/**
 * The version of a programme that rules a whole period: the latest one that has begun by its first
 * day, unless that one ends before the period does.
 */
export function versionFor(versions: readonly Programme[], period: string): Programme | undefined {
  let latest: Programme | undefined;
  for (const version of versions) {
    if (version.effectiveFrom > firstDayOf(period)) continue;
    if (latest === undefined || version.effectiveFrom > latest.effectiveFrom) latest = version;
  }
  if (latest === undefined) return undefined;
  const lastDay = laterDay(dayAfter(period, latest.period), -1);
  return (latest.effectiveTo ?? lastDay) >= lastDay ? latest : undefined;
}

/** B(V), in major units of an asset of that scale. */
export function bonus(programme: Programme, volume: Amount, scale: number): Amount {
  if (volume.lte(0)) return NOTHING;
  const reached = programme.bands.filter(({ over }) =>
    programme.threshold === "INCLUSIVE" ? volume.gte(over) : volume.gt(over),
  );
  if (programme.method === "RETROACTIVE") {
    const { rate, amount } = reached.at(-1) ?? { rate: "0" };
    return amount === undefined ? rounded(volume.times(rate!), scale, "DOWN") : new Exact(amount);
  }
  const slices = reached.map(({ over, rate = "0" }, place) => {
    const until = reached[place + 1]?.over ?? volume;
    return new Exact(until).minus(over).times(rate);
  });
  const fixed = reached.map(({ amount = "0" }) => new Exact(amount));
  return rounded(total(slices), scale, "DOWN").plus(total(fixed));
}

/** Each member's part of what all of them together get, by their own volumes (§1 allocate). */
export function partsOf(whole: Amount, volumes: readonly Amount[], scale: number): Amount[] {
  const unit = new Exact(10).pow(-scale);
  const weights = volumes.map((volume) => Exact.max(volume, NOTHING));
  const all = total(weights);
  if (whole.isZero()) return volumes.map(() => NOTHING);
  const exact = weights.map((weight) => whole.times(weight));
  const parts = exact.map((one) => one.div(all).div(unit).floor().times(unit));
  const rests = exact.map((one, place) => one.minus(parts[place]!.times(all)));
  // Unit by unit to whoever has been cut off most and has not had one yet.
  while (total(parts).lt(whole)) {
    const most = Exact.max(...rests);
    const place = rests.findIndex((rest) => rest.eq(most));
    parts[place] = parts[place]!.plus(unit);
    rests[place] = NOTHING;
  }
  return parts;
}

/** §5: by the members' volumes, and evenly if none of them has any. */
export function shortfallParts(whole: Amount, volumes: readonly Amount[], scale: number): Amount[] {
  const none = volumes.every((volume) => volume.lte(0));
  return partsOf(whole, none ? volumes.map(() => new Exact(1)) : volumes, scale);
}
