// Says which imports take from a feature what it does not offer.
import type { Imports } from "./imports.ts";
import { FEATURES } from "./layers.ts";

/** What every feature offers: its pure code, its API types, its constants, and its index of functions. */
const OFFERED = /^(engine\/|api\/|index\.ts$|kinds\.ts$|codes\.ts$)/;
/** What only the feature itself reads of its API: the manifest's part. */
const MANIFEST = /^(feature\.ts|api\/api\.ts)$/;
/** The pure fold is offered as a whole. */
const ENGINE = "commission/engine";

/** One line for each import across features that is not of what the other offers. */
export function brokenOffers(graph: ReadonlyMap<string, Imports>): string[] {
  return [...graph].flatMap(([file, { files }]) => {
    const from = featureOf(file);
    return files.flatMap((target) => {
      const of = featureOf(target);
      if (from === undefined || of === undefined || from === of || of === ENGINE) return [];
      const inside = target.slice(`src/${of}/`.length);
      if (OFFERED.test(inside) && !MANIFEST.test(inside)) return [];
      return [`${file} imports ${target}: ${of} does not offer it`];
    });
  });
}

function featureOf(file: string): string | undefined {
  return FEATURES.find((name) => file.startsWith(`src/${name}/`));
}
