// Closes a programme's period: the accrued bonus becomes payable or receivable, with any shortfall
// (docs/rules.md §5).
import { allocate } from "../../kernel/allocate.ts";
import { accounts } from "../../ledger/chart/chart.ts";
import { EntryDraft, type Leg } from "../../ledger/entry-draft.ts";
import { accrualAccounts, postOwed, shareBonus, volumeOf } from "./accrual.ts";
import { type Programme, shortfall } from "./programme.ts";
import type { State } from "./state.ts";

/** The result of a close for one supplier, in minor units. */
export interface ClosingLine {
  readonly supplier: string;
  readonly volumeMinor: bigint;
  /** The bonus accrued for the supplier. */
  readonly bonusMinor: bigint;
  /** The shortfall that the committing side owes for the supplier. */
  readonly shortfallMinor: bigint;
}

export interface Closing {
  readonly volumeMinor: bigint;
  readonly lines: readonly ClosingLine[];
  readonly legs: readonly Leg[];
}

/** Computes the close of a period, named by its first day; does not change the state. */
export function close(
  state: Pick<State, "asset" | "balance" | "supplier">,
  programme: Programme,
  period: string,
): Closing {
  const volumes = programme.suppliers.map((code) => {
    return volumeOf(programme, state.supplier(code), period);
  });
  const { volumeMinor, parts } = shareBonus(programme, volumes);
  const missing = shareShortfall(shortfall(programme, volumeMinor), volumes);
  const lines = programme.suppliers.map((supplier, index): ClosingLine => {
    const amounts = { bonusMinor: parts[index]!, shortfallMinor: missing[index]! };
    return { supplier, volumeMinor: volumes[index]!, ...amounts };
  });
  const draft = new EntryDraft(state);
  for (const line of lines) post(draft, programme, line);
  return { volumeMinor, lines, legs: draft.legs };
}

// In proportion to the members' volumes, or evenly if no member has sold anything.
function shareShortfall(shortfallMinor: bigint, volumes: readonly bigint[]): bigint[] {
  const weights = volumes.map((volume) => (volume < 0n ? 0n : volume));
  const none = weights.every((weight) => weight === 0n);
  return allocate(shortfallMinor, none ? weights.map(() => 1n) : weights);
}

function post(
  draft: EntryDraft,
  programme: Programme,
  { supplier, bonusMinor, shortfallMinor }: ClosingLine,
): void {
  const { accrued } = accrualAccounts(programme, supplier);
  draft.add(accrued, programme.payer === "PLATFORM" ? bonusMinor : -bonusMinor);
  postOwed(draft, programme, supplier, bonusMinor);
  const payer = programme.commitment?.committedBy ?? "PLATFORM";
  if (payer === "PLATFORM") draft.add(accounts.rebateExpense, shortfallMinor);
  else draft.add(accounts.rebateIncome, -shortfallMinor);
  postOwed(draft, { payer }, supplier, shortfallMinor);
}
