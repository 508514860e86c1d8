// Closing a programme's period: what has accrued becomes payable or receivable, with any shortfall (rules §5).
import { allocate } from "../../kernel/allocate.ts";
import { EntryDraft, type Leg } from "../../ledger/entry-draft.ts";
import { accrualAccounts, postOwed, standingOf, volumeOf } from "./accrual.ts";
import { type Programme, shortfall } from "./programme.ts";
import type { State } from "./state.ts";

/** What a close came to for one supplier, in minor units. */
export interface ClosingLine {
  readonly supplier: string;
  readonly volumeMinor: bigint;
  /** What had accrued for it. */
  readonly bonusMinor: bigint;
  /** What the committing side owes for it. */
  readonly shortfallMinor: bigint;
}

export interface Closing {
  readonly volumeMinor: bigint;
  readonly lines: readonly ClosingLine[];
  readonly legs: readonly Leg[];
}

/** Works out the close of a period, named by its first day, without changing the state. */
export function close(
  state: Pick<State, "asset" | "balance" | "supplier">,
  programme: Programme,
  period: string,
): Closing {
  const volumes = programme.suppliers.map((code) => {
    return volumeOf(programme, state.supplier(code), period);
  });
  const { volumeMinor, parts } = standingOf(programme, volumes);
  const missing = shareShortfall(shortfall(programme, volumeMinor), volumes);
  const lines = programme.suppliers.map((supplier, index): ClosingLine => {
    const amounts = { bonusMinor: parts[index]!, shortfallMinor: missing[index]! };
    return { supplier, volumeMinor: volumes[index]!, ...amounts };
  });
  const draft = new EntryDraft(state);
  for (const line of lines) post(draft, programme, line);
  return { volumeMinor, lines, legs: draft.legs };
}

// By the members' volumes, or evenly where nobody has sold anything.
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
  if (payer === "PLATFORM") draft.add("expenses:rebate", shortfallMinor);
  else draft.add("income:rebate", -shortfallMinor);
  postOwed(draft, { payer }, supplier, shortfallMinor);
}
