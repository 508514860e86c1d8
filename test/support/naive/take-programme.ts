// How the naive model publishes a programme, and closes one of its periods (docs/rules.md §5).

import { accrue, bonuses, note, versionsOf, volumesOf } from "./accruals.ts";
import { type Amount, Exact, rounded, total } from "./amount.ts";
import { laterDay } from "./calendar.ts";
import { Entry, vendor } from "./entry.ts";
import type { Programme } from "./inputs.ts";
import type { Past } from "./past.ts";
import { dayAfter, firstDayOf, isPeriod, periodOf } from "./periods.ts";
import { membersOf, shortfallParts, versionFor } from "./programmes.ts";

/** Publishes, unless the document may not follow what there is. Returns whether it did. */
export function publishProgramme(programme: Programme, past: Past): boolean {
  const { code, period: kind, effectiveFrom, effectiveTo } = programme;
  const versions = versionsOf(code, past);
  const isFirstDay = (day: string) => firstDayOf(periodOf(day, kind)) === day;
  if (!isFirstDay(effectiveFrom)) return false;
  if (effectiveTo !== null) {
    if (effectiveTo < effectiveFrom || !isFirstDay(laterDay(effectiveTo, 1))) return false;
  }
  const identity = (one: Programme) => JSON.stringify([membersOf(one), one.period, one.payer]);
  for (const other of versions) {
    if (other.effectiveFrom >= effectiveFrom || identity(other) !== identity(programme))
      return false;
  }
  const closed = past.history.periodsClosed(code);
  if (closed.some((period) => firstDayOf(period) >= effectiveFrom)) return false;
  const last = past.history.lastSaleOf(membersOf(programme));
  if (last !== undefined && effectiveFrom < firstDayOf(periodOf(last, kind))) return false;
  postPublication(programme, versions, periodOf(effectiveFrom, kind), past);
  past.history.add({ programme });
  return true;
}

// No later period has any volume yet: nothing is settled after the period that it begins with.
function postPublication(
  programme: Programme,
  versions: readonly Programme[],
  period: string,
  past: Past,
): void {
  const ruled = versionFor(versions, period);
  const rules = versionFor([...versions, programme], period);
  const none = membersOf(programme).map(() => new Exact(0));
  const parts = (version: Programme | undefined): Amount[] =>
    version === undefined ? none : bonuses(version, volumesOf(version, period, past), past);
  const [were, are] = [parts(ruled), parts(rules)];
  const volume = total(volumesOf(programme, period, past));
  const { code } = programme;
  const name = `PROGRAMME ${code} ${versions.length + 1}`;
  const entry = new Entry(name, past.setting, past.history);
  for (const [place, supplier] of membersOf(programme).entries()) {
    const accrued = are[place]!;
    const amount = accrued.minus(were[place]!);
    accrue(entry, programme, supplier, amount);
    note(entry, { programme: code, period, supplier, amount, volume, accrued });
  }
  entry.record();
}

/** Closes a period that has ended by the local date `today`. Returns whether it did. */
export function closeProgramme(code: string, period: string, today: string, past: Past): boolean {
  const versions = versionsOf(code, past);
  const kind = versions[0]?.period;
  if (kind === undefined || !isPeriod(period, kind) || today < dayAfter(period, kind)) return false;
  const programme = versionFor(versions, period);
  if (programme === undefined || past.history.periodsClosed(code).includes(period)) return false;
  const entry = new Entry(`PROGRAMME_CLOSE ${code} ${period}`, past.setting, past.history);
  const volumes = volumesOf(programme, period, past);
  const bonusParts = bonuses(programme, volumes, past);
  const missing = shortfalls(programme, volumes, past);
  for (const [place, supplier] of membersOf(programme).entries()) {
    const [volume, bonus, shortfall] = [volumes[place]!, bonusParts[place]!, missing[place]!];
    accrue(entry, programme, supplier, bonus.negated());
    settle(entry, programme, supplier, bonus);
    oweShortfall(entry, programme, supplier, shortfall);
    past.history.add({
      statement: { programme: code, period, supplier, volume, bonus, shortfall },
    });
  }
  entry.record();
  past.history.add({ programmeClose: { code, period } });
  return true;
}

// The accrual is turned round and the bonus posted where it belongs: the platform's own cost, or what
// it has earned, is in sum as it was.
function settle(entry: Entry, { payer }: Programme, supplier: string, amount: Amount): void {
  if (payer === "PLATFORM") {
    entry.debit("expenses:rebate", amount);
    entry.give(vendor(supplier), amount);
  } else {
    entry.debit(vendor(supplier).owes, amount);
    entry.credit("income:rebate", amount);
  }
}

function shortfalls(programme: Programme, volumes: readonly Amount[], past: Past): Amount[] {
  const { committed, shortfallRate } = programme;
  const scale = past.setting.scales[past.setting.asset]!;
  const volume = total(volumes);
  if (committed === undefined || volume.gte(committed)) return volumes.map(() => new Exact(0));
  const owed = rounded(new Exact(committed).minus(volume).times(shortfallRate!), scale, "DOWN");
  return shortfallParts(owed, volumes, scale);
}

function oweShortfall(entry: Entry, programme: Programme, supplier: string, owed: Amount): void {
  if (programme.committedBy === "SUPPLIER") {
    entry.debit(vendor(supplier).owes, owed);
    entry.credit("income:rebate", owed);
  } else {
    entry.debit("expenses:rebate", owed);
    entry.give(vendor(supplier), owed);
  }
}
