// What changes from one version of a volume programme to another, band by band.
import type { Network } from "../../../database/database.ts";
import { changesOf, textOf } from "../../../platform/publishing/change-text.ts";
import { type Comparison, told } from "../../../platform/publishing/compare.ts";
import { ruler } from "../../engine/programme.ts";
import { findProgrammeDocuments, findProgrammes } from "../store/programmes.ts";
import { checkProgramme, type ProgrammeDocument } from "./programme-document.ts";

/** Compares a programme with the version of its code that rules when it starts. Throws `Refusals`. */
export async function compareProgramme(network: Network, document: unknown): Promise<Comparison> {
  const { asset } = network.settings;
  const draft = checkProgramme(document, asset);
  return network.read(async (tx) => {
    const versions = (await findProgrammes(tx, asset)).versionsOf(draft.code);
    const before = ruler(versions, draft.effectiveFrom);
    if (before === undefined) return { version: null, changes: [] };
    const held = (await findProgrammeDocuments(tx, [before.id]))[0]!;
    return { version: before.version, changes: told(changesBetween(held, draft)) };
  });
}

/** A line for each change: `band 1: rate 0.03 → 0.04`. */
function changesBetween(before: ProgrammeDocument, after: ProgrammeDocument): string[] {
  const { bands: was, effectiveFrom: _, ...head } = before;
  const { bands: is, effectiveFrom: __, ...newHead } = after;
  const bands = Array.from({ length: Math.max(was.length, is.length) }, (_one, index) => {
    const [old, fresh] = [was[index], is[index]];
    const name = `band ${index + 1}`;
    if (old === undefined) return [`${name} is new: ${textOf(fresh)}`];
    if (fresh === undefined) return [`${name} is gone: ${textOf(old)}`];
    return changesOf(old, fresh).map((change) => `${name}: ${change}`);
  });
  return [...changesOf(head, newHead), ...bands.flat()];
}
