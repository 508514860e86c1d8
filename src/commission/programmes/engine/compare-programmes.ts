// Compares two versions of a volume programme, band by band.
import { changesOf, textOf } from "../../../platform/publishing/change-text.ts";
import type { ProgrammeDocument } from "./programme-document.ts";

/** A line for each change: `band 1: rate 0.03 → 0.04`. */
export function compareProgrammes(before: ProgrammeDocument, after: ProgrammeDocument): string[] {
  const { bands: was, effectiveFrom: _, ...head } = before;
  const { bands: is, effectiveFrom: __, ...newHead } = after;
  const bands = Array.from({ length: Math.max(was.length, is.length) }, (_one, index) => {
    const [old, fresh] = [was[index], is[index]];
    const name = `band ${index + 1}`;
    if (old === undefined) return [`${name} is new: ${textOf(fresh)}`];
    if (fresh === undefined) return [`${name} is removed: ${textOf(old)}`];
    return changesOf(old, fresh).map((change) => `${name}: ${change}`);
  });
  return [...changesOf(head, newHead), ...bands.flat()];
}
