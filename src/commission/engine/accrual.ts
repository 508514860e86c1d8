// Accruing volume bonuses at the very order or refund that changes a volume (rules §5).
import { allocate } from "../../kernel/allocate.ts";
import { inRange } from "../../kernel/money.ts";
import { monthsIn, periodOf } from "../../kernel/period.ts";
import { RATE_ONE } from "../../kernel/rate.ts";
import { type EntryDraft, supplierStanding } from "../../ledger/entry-draft.ts";
import { bandReached, bonus, type Programme, ruler } from "./programme.ts";
import type { State } from "./state.ts";
import type { Supplier, Turnover } from "./supplier.ts";

/** What one change of volume brought one supplier of a programme, in minor units. */
export interface Accrual {
  readonly programme: Programme;
  /** The first day of the period whose volume changed. */
  readonly period: string;
  readonly supplier: Supplier;
  /** What is posted: below zero where less is owed than before. */
  readonly amountMinor: bigint;
  /** How much of it does not come of the order itself, but of the band that it crossed. */
  readonly trueUpMinor: bigint;
  /** The programme's volume in the period, with this change. */
  readonly volumeMinor: bigint;
  /** The supplier's part of B(V), with this change. */
  readonly accruedMinor: bigint;
  /** Whether the period is closed: then it goes to the payable or receivable at once. */
  readonly isClosed: boolean;
}

/** The accounts on which a supplier's accrued bonus stands, and what it is an expense or income of. */
export function accrualAccounts({ code, payer }: Programme, supplier: string) {
  const side = payer === "PLATFORM" ? "liabilities" : "assets";
  return {
    accrued: `${side}:rebate:${code}:${supplier}`,
    result: payer === "PLATFORM" ? "expenses:rebate" : "income:rebate",
  };
}

/** What one supplier's volume in a period is for a programme. */
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

export interface Standing {
  /** V: the members' volumes, negative ones too. */
  readonly volumeMinor: bigint;
  /** The members' parts of B(V), in the document's order. */
  readonly parts: readonly bigint[];
}

/** The bonus of the members' volumes, and how it is shared: by largest remainder among those above 0. */
export function standingOf(programme: Programme, volumes: readonly bigint[]): Standing {
  const volumeMinor = inRange(
    volumes.reduce((sum, volume) => sum + volume, 0n),
    "volume",
  );
  const weights = volumes.map((volume) => (volume < 0n ? 0n : volume));
  return { volumeMinor, parts: allocate(bonus(programme, volumeMinor), weights) };
}

/** What a change of a supplier's turnover in a month accrues; nothing is changed yet. */
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
    const before = standingOf(programme, volumes);
    const after = standingOf(
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

// What the change itself is worth, at the band that the volume has with it: what a sale brought, its
// refund takes. Undefined where no band was crossed, so that there is nothing else.
function ownPart(
  programme: Programme,
  before: Standing,
  after: Standing,
  raised: bigint,
): bigint | undefined {
  const [was, is] = [before, after].map((one) => bandReached(programme, one.volumeMinor));
  if (programme.method === "MARGINAL" || was === is) return undefined;
  const band = programme.bands[raised > 0n ? is! : was!];
  return (raised * (band?.rateMicro ?? 0n)) / RATE_ONE;
}

/**
 * What a version that is published accrues at once: the bonus of what the period in which it starts
 * has sold so far, less that of the version before; the suppliers in the document's order.
 */
export function openingAccruals(
  programme: Programme,
  earlier: readonly Programme[],
  suppliers: readonly Supplier[],
): Accrual[] {
  const period = programme.effectiveFrom;
  const before = ruler(earlier, period);
  const standing = (terms: Programme) =>
    standingOf(
      terms,
      suppliers.map((one) => volumeOf(terms, one, period)),
    );
  const { volumeMinor, parts } = standing(programme);
  const was = before === undefined ? [] : standing(before).parts;
  return suppliers.flatMap((supplier, index) => {
    const accruedMinor = parts[index]!;
    const amountMinor = accruedMinor - (was[index] ?? 0n);
    if (amountMinor === 0n) return [];
    const amounts = { amountMinor, trueUpMinor: amountMinor, volumeMinor, accruedMinor };
    return { programme, period, supplier, ...amounts, isClosed: false };
  });
}

/** Posts what accrued: to the accrual while the period is open, else to the payable or receivable. */
export function postAccrual(draft: EntryDraft, accrual: Accrual): void {
  const { programme, supplier, amountMinor, isClosed } = accrual;
  const { accrued, result } = accrualAccounts(programme, supplier.code);
  const owedMinor = programme.payer === "PLATFORM" ? amountMinor : -amountMinor;
  draft.add(result, owedMinor);
  if (!isClosed) draft.add(accrued, -owedMinor);
  else postOwed(draft, programme, supplier.code, amountMinor);
}

/**
 * Posts a bonus that is due to one supplier of a closed period, or taken back (below 0): what the
 * platform pays goes to the payable, what the supplier pays is a debt of its own.
 */
export function postOwed(
  draft: EntryDraft,
  { payer }: Pick<Programme, "payer">,
  supplier: string,
  amountMinor: bigint,
): void {
  const standing = supplierStanding(supplier);
  if (payer === "SUPPLIER" && amountMinor > 0n) draft.add(standing.receivable, amountMinor);
  else if (payer === "SUPPLIER") draft.give(standing, -amountMinor);
  else if (amountMinor > 0n) draft.give(standing, amountMinor);
  else draft.takeBack(standing, -amountMinor);
}
