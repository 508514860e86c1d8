// The table of folders in docs/architecture.md: each file of src belongs to a row, and each size is about right.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const ROW = /^\| `([^`]+)` \| [^|]+ \| ([\d,]+) \|$/gm;
/** By how much a size may differ from what it was when it was written. */
const TOLERANCE = 0.25;
/** Sizes below it change by more than that with a few lines. */
const SMALL = 400;

/** The files directly in `src`. */
const OWN_FILES = "*.ts";

function isIn(file: string, folder: string): boolean {
  return folder === OWN_FILES ? !file.includes("/") : file.startsWith(`${folder}/`);
}

/** What is wrong with the rows, and the files that are in none of them. */
function faultsOf(page: string, sizes: ReadonlyMap<string, number>): string[] {
  const rows = [...page.matchAll(ROW)].map(([, folder = "", lines = ""]) => {
    return { folder, told: Number(lines.replaceAll(",", "")) };
  });
  const homeless = [...sizes.keys()].filter(
    (file) => !rows.some(({ folder }) => isIn(file, folder)),
  );
  return [
    ...homeless.map((file) => `${file} is in no row`),
    ...rows.flatMap(({ folder, told }) => {
      const files = [...sizes].filter(([file]) => isIn(file, folder));
      if (files.length === 0) return [`${folder} has no files`];
      const lines = files.reduce((sum, [, size]) => sum + size, 0);
      const isFar = Math.abs(lines - told) > TOLERANCE * Math.max(told, SMALL);
      return isFar ? [`${folder} has ${lines} lines, not ${told}`] : [];
    }),
  ];
}

it("names every folder, with about its size", () => {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" });
  const sizes = new Map(
    files
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [file, readFileSync(join(ROOT, "src", file), "utf8").split("\n").length - 1]),
  );
  const page = readFileSync(join(ROOT, "docs/architecture.md"), "utf8");
  expect(faultsOf(page, sizes)).toEqual([]);
});

it("sees a folder without a row, a row without a folder, and a size that is far off", () => {
  const page = "| `a` | one | 1,000 |\n| `b` | two | 1,000 |\n| `c/d` | three | 10 |\n";
  const sizes = new Map([
    ["a/x.ts", 1_100],
    ["b/x.ts", 700],
    ["b/y.ts", 551],
    ["c/x.ts", 10],
    ["main.ts", 1],
  ]);
  expect(faultsOf(page, sizes)).toEqual([
    "c/x.ts is in no row",
    "main.ts is in no row",
    "b has 1251 lines, not 1000",
    "c/d has no files",
  ]);
});
