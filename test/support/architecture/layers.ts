// Says which imports break the layers: a file imports from its own layer and from lower ones.
import { features } from "../../../src/features.ts";
import type { Imports } from "./imports.ts";
import { isMigration } from "./migrations.ts";

/** The pure fold stands between the network, whose distributors it pays, and the features that use it. */
const ENGINE = "commission/engine";
const ABOVE_ENGINE = "commission/plans";

/** The features, the lowest first, with the engine in its place. */
export const FEATURES: readonly string[] = features.flatMap(({ name }) =>
  name === ABOVE_ENGINE ? [ENGINE, name] : [name],
);

/** The layers, the lowest first; above them all are the files that start the program. */
const LAYERS: readonly string[] = [
  "migrations",
  ...["kernel", "database", "ledger", "platform", ...FEATURES].map((layer) => `src/${layer}`),
  "src/features.ts",
  "src/app.ts",
  "src/demo",
  "seeds",
];
const TOP = LAYERS.length;

/** Who may import migrations: the manifests that declare them, and the platform's own tables. */
const DECLARES_MIGRATIONS = /\/feature\.ts$|^src\/platform\/app\.ts$/;

/** Packages that pure code may use; other code may use any. */
const PURE: readonly string[] = ["zod", "decimal.js"];

/** One line for each import that does not point down, and each package that pure code may not use. */
export function brokenLayers(graph: ReadonlyMap<string, Imports>): string[] {
  return [...graph].flatMap(([file, { files, packages }]) => [
    ...(layerOf(file) === undefined ? [`${file} is in no layer`] : []),
    ...files.flatMap((target) => {
      const why = whyNot(file, target);
      return why === undefined ? [] : [`${file} imports ${target}: ${why}`];
    }),
    ...packages
      .filter((name) => isPure(file) && !PURE.includes(name))
      .map((name) => {
        return `${file} imports ${name}: pure code uses ${PURE.join(" and ")} only`;
      }),
  ]);
}

/** Code that decides about money, and what it is made of: no I/O, no clock, no database. */
function isPure(file: string): boolean {
  return /^src\/kernel\/|\/engine\/|^src\/ledger\/chart\//.test(file);
}

function layerOf(file: string): number | undefined {
  // What a migration did must not change with the code of its feature.
  if (isMigration(file)) return 0;
  const layer = LAYERS.findIndex((one) => file === one || file.startsWith(`${one}/`));
  if (layer >= 0) return layer;
  return /^src\/[^/]+\.ts$/.test(file) ? TOP : undefined;
}

function whyNot(file: string, target: string): string | undefined {
  const [from, to] = [layerOf(file), layerOf(target)];
  if (from === undefined || to === undefined) return undefined;
  if (isMigration(target) && from !== to && !DECLARES_MIGRATIONS.test(file)) {
    return "only manifests declare migrations";
  }
  return to <= from ? undefined : "it is in a higher layer";
}
