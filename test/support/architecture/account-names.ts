// Looks for accounts that are spelt, matched or taken apart outside the chart of accounts.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PATTERNS } from "../../../src/ledger/chart/chart.ts";
import { ACCOUNT_ROOTS, partsOf, placeholderOf } from "../../../src/ledger/chart/pattern.ts";

/** Where accounts are spelt. */
const CHART = "ledger/chart/";

/** The words of accounts' names behind the first. */
const WORDS = new Set(
  PATTERNS.flatMap(({ name }) => partsOf(name).slice(1)).filter(
    (part) => placeholderOf(part) === undefined,
  ),
);

const FORBIDDEN: readonly (readonly [why: string, form: RegExp])[] = [
  ["spells an account", new RegExp(`\\b(${ACCOUNT_ROOTS.join("|")}):(?=\\S)`)],
  ["spells a part of an account", new RegExp(`:(${[...WORDS].join("|")})(?=["'\`:])`)],
  ["spells what an account is", /["'`](liabilities|equity|expenses)["'`]/],
  ["matches a name in SQL", /\bname\s+(not\s+)?(i?like|similar\s+to|!?~)/i],
  [
    "takes a name in SQL apart",
    /\b(split_part|substr(ing)?|regexp_\w+|position)\(\s*(\w+\.)?name\b/i,
  ],
  ["takes an account apart", /\b(account|name)\.(split|startsWith|endsWith)\(["'`][^"'`$]*:/],
];

/** Each line of the source tree that knows accounts' names, but for the chart and the exempt files. */
export function spelledAccounts(root: string, exempt: readonly string[] = []): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !file.startsWith(CHART) && !exempt.includes(file))
    .flatMap((file) => {
      const lines = readFileSync(join(root, file), "utf8").split("\n");
      return lines.flatMap((line, index) =>
        FORBIDDEN.filter(([, form]) => form.test(line)).map(
          ([why]) => `${file}:${index + 1} ${why}: ${line.trim()}`,
        ),
      );
    });
}
