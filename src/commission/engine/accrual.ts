// Accrues volume bonuses with the order or refund that changes the volume (docs/rules.md §5).
import { allocate } from "../../kernel/allocate.ts";
import { inRange } from "../../kernel/money.ts";
import { monthsIn, periodOf } from "../../kernel/period.ts";
import { RATE_ONE } from "../../kernel/rate.ts";
import { accounts } from "../../ledger/chart/chart.ts";
import { type EntryDraft, supplierAccounts } from "../../ledger/entry-draft.ts";
import { bandReached, bonus, type Programme, ruler } from "./programme.ts";
import type { State } from "./state.ts";
import type { Supplier, Turnover } from "./supplier.ts";

/** The bonus that one volume change accrues for one supplier of a programme, in minor units. */
export interface Accrual {
  readonly programme: Programme;
  /** The first day of the period whose volume changed. */
  readonly period: string;
  readonly supplier: Supplier;
  /** The amount posted; negative if less is owed than before. */
  readonly amountMinor: bigint;
  /** The part that comes from crossing a band, not from the order itself. */
  readonly trueUpMinor: bigint;
  /** The programme's volume in the period, including this change. */
  readonly volumeMinor: bigint;
  /** The supplier's part of B(V), including this change. */
  readonly accruedMinor: bigint;
  /** Whether the period is closed; if so, the amount goes directly to the payable or receivable. */
  readonly isClosed: boolean;
}

/** The accounts of a supplier's accrued bonus, and of its expense or income. */
export function accrualAccounts({ code, payer }: Programme, supplier: string) {
  return payer === "PLATFORM"
    ? { accrued: accounts.rebateOwed(code, supplier), result: accounts.rebateExpense }
    : { accrued: accounts.rebateDue(code, supplier), result: accounts.rebateIncome };
}

/** One supplier's volume in a period, by the basis of a programme. */
export function volumeOf(programme: Programme, supplier: Supplier, period: string): bigint {
  let volume = 0n;
  for (const month of monthsIn(programme.period, period)) {
    const turnover = supplier.turnover.get(month);
    if (turnover !== undefined) volume += basisOf(programme, turnover);
  }
  return volume;
}

function basisOf({ basis }: Programme, { grossMinor, costMinor }: Turnover): bigint {
  return basis === "GROSS" ? grossMinor : costMinor;
}

export interface SharedBonus {
  /** V: the sum of the members' volumes, including negative volumes. */
  readonly volumeMinor: bigint;
  /** The members' parts of B(V), in the document's order. */
  readonly parts: readonly bigint[];
}

/** The bonus for the members' volumes, shared by largest remainder among positive volumes. */
export function shareBonus(programme: Programme, volumes: readonly bigint[]): SharedBonus {
  const volumeMinor = inRange(
    volumes.reduce((sum, volume) => sum + volume, 0n),
    "volume",
  );
  const weights = volumes.map((volume) => (volume < 0n ? 0n : volume));
  return { volumeMinor, parts: allocate(bonus(programme, volumeMinor), weights) };
}

/** The accruals from a change of a supplier's turnover in a month; does not change the state. */
export function accruals(
  state: Pick<State, "programmes" | "supplier" | "isClosed">,
  supplier: Supplier,
  month: string,
  change: Turnover,
): Accrual[] {
  return state.programmes.counting(supplier.code, month).flatMap((programme) => {
    const period = periodOf(programme.period, month);
    const members = programme.suppliers.map((code) => state.supplier(code));
    const volumes = members.map((member) => volumeOf(programme, member, period));
    const raised = basisOf(programme, change);
    const before = shareBonus(programme, volumes);
    const after = shareBonus(
      programme,
      volumes.map((volume, index) => (members[index] === supplier ? volume + raised : volume)),
    );
    const isClosed = state.isClosed(programme.code, period);
    const own = ownPart(programme, before, after, raised);
    return members.flatMap((member, index) => {
      const accruedMinor = after.parts[index]!;
      const amountMinor = accruedMinor - before.parts[index]!;
      if (amountMinor === 0n) return [];
      const trueUpMinor = own === undefined ? 0n : amountMinor - (member === supplier ? own : 0n);
      const { volumeMinor } = after;
      const facts = { programme, period, supplier: member, amountMinor, trueUpMinor };
      return { ...facts, volumeMinor, accruedMinor, isClosed };
    });
  });
}

// The bonus of the change itself, at the band of the volume including it, so that a refund takes
// back what the sale added. Undefined if no band was crossed: then the whole accrual is its own
// part.
function ownPart(
  programme: Programme,
  before: SharedBonus,
  after: SharedBonus,
  raised: bigint,
): bigint | undefined {
  const [was, is] = [before, after].map((one) => bandReached(programme, one.volumeMinor));
  if (programme.method === "MARGINAL" || was === is) return undefined;
  const band = programme.bands[raised > 0n ? is! : was!];
  return (raised * (band?.rateMicro ?? 0n)) / RATE_ONE;
}

/**
 * The accruals when a version is published: the bonus of the volume so far in its first period,
 * less the bonus by the version before it; the suppliers in the document's order.
 */
export function openingAccruals(
  programme: Programme,
  earlier: readonly Programme[],
  suppliers: readonly Supplier[],
): Accrual[] {
  const period = programme.effectiveFrom;
  const before = ruler(earlier, period);
  const shared = (version: Programme) =>
    shareBonus(
      version,
      suppliers.map((one) => volumeOf(version, one, period)),
    );
  const { volumeMinor, parts } = shared(programme);
  const was = before === undefined ? [] : shared(before).parts;
  return suppliers.flatMap((supplier, index) => {
    const accruedMinor = parts[index]!;
    const amountMinor = accruedMinor - (was[index] ?? 0n);
    if (amountMinor === 0n) return [];
    const amounts = { amountMinor, trueUpMinor: amountMinor, volumeMinor, accruedMinor };
    return { programme, period, supplier, ...amounts, isClosed: false };
  });
}

/** Posts an accrual: to the accrual account, or after the close to the payable or receivable. */
export function postAccrual(draft: EntryDraft, accrual: Accrual): void {
  const { programme, supplier, amountMinor, isClosed } = accrual;
  const { accrued, result } = accrualAccounts(programme, supplier.code);
  const owedMinor = programme.payer === "PLATFORM" ? amountMinor : -amountMinor;
  draft.add(result, owedMinor);
  if (!isClosed) draft.add(accrued, -owedMinor);
  else postOwed(draft, programme, supplier.code, amountMinor);
}

/**
 * Posts a bonus that is due for a closed period, or taken back (below 0). A bonus that the platform
 * pays goes to the payable; a bonus that the supplier pays becomes the supplier's debt.
 */
export function postOwed(
  draft: EntryDraft,
  { payer }: Pick<Programme, "payer">,
  supplier: string,
  amountMinor: bigint,
): void {
  const own = supplierAccounts(supplier);
  if (payer === "SUPPLIER" && amountMinor > 0n) draft.add(own.receivable, amountMinor);
  else if (payer === "SUPPLIER") draft.give(own, -amountMinor);
  else if (amountMinor > 0n) draft.give(own, amountMinor);
  else draft.clawBack(own, -amountMinor);
}
