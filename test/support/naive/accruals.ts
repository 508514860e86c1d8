// docs/rules.md §5 in the naive model: what an order, a refund, a publication or a close does to
// the bonus accounts.
import { type Amount, fits, NOTHING, total } from "./amount.ts";
import { type Entry, vendor } from "./entry.ts";
import type { Accrual } from "./history.ts";
import type { Programme } from "./inputs.ts";
import type { Past } from "./past.ts";
import { periodOf } from "./periods.ts";
import { bonus, membersOf, partsOf, versionFor } from "./programmes.ts";

/** Volume that one supplier gains, or loses if it is below zero, on a local date. */
export interface Change {
  readonly supplier: string;
  readonly day: string;
  readonly cost: Amount;
  readonly gross: Amount;
}

/** The members' volumes in a period, in the document's order. */
export function volumesOf(programme: Programme, period: string, { history }: Past): Amount[] {
  const { period: kind, basis } = programme;
  return membersOf(programme).map((one) => history.supplierVolume(one, kind, period, basis));
}

/** Each member's part of B(V). */
export function bonuses(programme: Programme, volumes: readonly Amount[], past: Past): Amount[] {
  const scale = past.setting.scales[past.setting.asset]!;
  return partsOf(bonus(programme, total(volumes), scale), volumes, scale);
}

/** The codes of a supplier's programmes, as §5 adds them up: in the order of ASCII. */
function codesOf(supplier: string, { history }: Past): string[] {
  const all = history.programmes().filter((one) => membersOf(one).includes(supplier));
  return [...new Set(all.map(({ code }) => code))].sort();
}

export function versionsOf(code: string, { history }: Past): Programme[] {
  return history.programmes().filter((programme) => programme.code === code);
}

/** §1: whether the supplier's month, and V of every programme that counts it, are still of 64 bits. */
export function changeFits(change: Change, past: Past): boolean {
  const { supplier, day, cost, gross } = change;
  const scale = past.setting.scales[past.setting.asset]!;
  const month = periodOf(day, "MONTH");
  const volume = (basis: "COST" | "GROSS") =>
    past.history.supplierVolume(supplier, "MONTH", month, basis);
  const sums = [volume("COST").plus(cost), volume("GROSS").plus(gross)];
  const totals = differences(change, past).map(({ after }) => total(after));
  return [...sums, ...totals].every((sum) => fits(sum, scale));
}

/** Posts what a change of volume that is not in the history yet does to every programme. */
export function postChange(entry: Entry, change: Change, past: Past): void {
  for (const difference of differences(change, past)) postDifference(entry, difference, past);
}

function differences(change: Change, past: Past): Difference[] {
  return codesOf(change.supplier, past).flatMap((code) => {
    const versions = versionsOf(code, past);
    const period = periodOf(change.day, versions[0]!.period);
    const programme = versionFor(versions, period);
    if (programme === undefined) return [];
    const before = volumesOf(programme, period, past);
    const gained = programme.basis === "COST" ? change.cost : change.gross;
    const after = before.map((volume, place) =>
      membersOf(programme)[place] === change.supplier ? volume.plus(gained) : volume,
    );
    return [{ programme, period, before, after }];
  });
}

/** The volumes of a period before and after something, in the document's order. */
interface Difference {
  readonly programme: Programme;
  readonly period: string;
  readonly before: readonly Amount[];
  readonly after: readonly Amount[];
}

function postDifference(entry: Entry, difference: Difference, past: Past): void {
  const { programme, period, before, after } = difference;
  const isClosed = past.history.periodsClosed(programme.code).includes(period);
  const were = bonuses(programme, before, past);
  const volume = total(after);
  for (const [place, accrued] of bonuses(programme, after, past).entries()) {
    const supplier = membersOf(programme)[place]!;
    const amount = accrued.minus(were[place]!);
    if (isClosed) postLate(entry, programme, supplier, amount);
    else accrue(entry, programme, supplier, amount);
    note(entry, { programme: programme.code, period, supplier, amount, volume, accrued });
  }
}

/** Keeps what was accrued beside the rows, unless it is nothing. */
export function note(entry: Entry, accrual: Omit<Accrual, "entry">): void {
  if (!accrual.amount.isZero()) entry.accruals.push({ entry: entry.name, ...accrual });
}

/** An open period: what has accrued is not anybody's yet. */
export function accrue(
  entry: Entry,
  { code, payer }: Programme,
  supplier: string,
  amount: Amount,
): void {
  if (payer === "PLATFORM") {
    entry.debit("expenses:rebate", amount);
    entry.credit(`liabilities:rebate:${code}:${supplier}`, amount);
  } else {
    entry.debit(`assets:rebate:${code}:${supplier}`, amount);
    entry.credit("income:rebate", amount);
  }
}

// A closed period: at once to the payable or the receivable.
function postLate(entry: Entry, { payer }: Programme, supplier: string, difference: Amount): void {
  const party = vendor(supplier);
  entry.debit(
    payer === "PLATFORM" ? "expenses:rebate" : "income:rebate",
    sideOf(payer, difference),
  );
  if (payer === "PLATFORM") {
    if (difference.gt(NOTHING)) entry.give(party, difference);
    else entry.claw(party, difference.negated());
  } else if (difference.gt(NOTHING)) entry.debit(party.owes, difference);
  else entry.give(party, difference.negated());
}

// The platform's expense rises with the bonus, its income is a credit.
function sideOf(payer: Programme["payer"], difference: Amount): Amount {
  return payer === "PLATFORM" ? difference : difference.negated();
}
