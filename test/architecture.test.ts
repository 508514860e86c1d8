// The house: imports only point down its floors, the engine is pure, the book has one writer.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { spelledAccounts } from "./support/account-names.ts";
import { brokenFloors } from "./support/floors.ts";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));
const SEEDS = fileURLToPath(new URL("../seeds", import.meta.url));
const MIGRATIONS = fileURLToPath(new URL("../migrations", import.meta.url));
/** Names as they were when it ran: what it made of a book does not change with the chart. */
const HISTORY = ["2026-11-24-custody.ts"];

describe("the house", () => {
  it("keeps its floors", () => {
    expect(brokenFloors(SOURCE)).toEqual([]);
  });

  it("has one writer of the book", () => {
    const writers = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
      (file) =>
        file.endsWith(".ts") &&
        /insert into (ledger_transaction|posting|account|seal)\b/i.test(
          readFileSync(join(SOURCE, file), "utf8"),
        ),
    );
    expect(writers).toEqual(["ledger/post.ts"]);
  });

  it("spells accounts in one place", () => {
    expect(spelledAccounts(SOURCE)).toEqual([]);
    expect(spelledAccounts(SEEDS)).toEqual([]);
    expect(spelledAccounts(MIGRATIONS, HISTORY)).toEqual([]);
  });

  it("reads the environment in one place", () => {
    const readers = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter(
      (file) =>
        file.endsWith(".ts") && readFileSync(join(SOURCE, file), "utf8").includes("process.env"),
    );
    expect(readers).toEqual(["config.ts"]);
  });
});

describe("the check of the floors sees", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tributary-floors-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const build = (files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return brokenFloors(root);
  };

  it.each([
    [
      "an import upwards",
      { "engine/a.ts": 'import { b } from "../ledger/b.ts";', "ledger/b.ts": "" },
      "engine/a.ts imports ledger/b.ts",
    ],
    [
      "a type import upwards",
      { "kernel/a.ts": 'import type { B } from "../engine/b.ts";', "engine/b.ts": "" },
      "kernel/a.ts imports engine/b.ts",
    ],
    [
      "an import over many lines",
      { "ledger/a.ts": 'import {\n  b,\n  c,\n} from "../graphql/b.ts";', "graphql/b.ts": "" },
      "ledger/a.ts imports graphql/b.ts",
    ],
    [
      "an export from above",
      { "engine/a.ts": 'export { b } from "../cli/b.ts";', "cli/b.ts": "" },
      "engine/a.ts imports cli/b.ts",
    ],
    [
      "a late import",
      { "engine/a.ts": 'const b = await import("../cli/b.ts");', "cli/b.ts": "" },
      "engine/a.ts imports cli/b.ts",
    ],
    [
      "the engine doing I/O",
      { "engine/a.ts": 'import { readFile } from "node:fs";' },
      "engine takes zod alone",
    ],
    [
      "a room on no floor",
      { "attic/a.ts": 'import { b } from "../kernel/b.ts";', "kernel/b.ts": "" },
      "attic is on no floor",
    ],
    [
      "rooms side by side",
      { "files/a.ts": 'import { b } from "../database/b.ts";', "database/b.ts": "" },
      "database is not below files",
    ],
    [
      "a circle",
      {
        "kernel/a.ts": 'import { b } from "./b.ts";',
        "kernel/b.ts": 'import { a } from "./a.ts";',
      },
      "a circle: kernel/a.ts → kernel/b.ts → kernel/a.ts",
    ],
  ])("%s", (_, files, broken) => {
    expect(build(files as Record<string, string>).join("\n")).toContain(broken);
  });

  it.each([
    ["an account", 'const custody = "assets:custody";', "spells an account"],
    ["the head of one", 'if (account.startsWith("liabilities:")) return;', "spells an account"],
    ["a name put together", `const name = \`liabilities:supplier:\${code}\`;`, "spells an account"],
    ["one in SQL", "select 'revenue:' || what as account", "spells an account"],
    ["one in a comment", "// What expenses:write-off is for.", "spells an account"],
    ["the tail of one", `const name = \`\${head}:available\`;`, "spells a part of an account"],
    [
      "the middle of one",
      `const name = \`\${root}:rebate:\${code}\`;`,
      "spells a part of an account",
    ],
    [
      "one by its nature",
      'const side = isOwed ? "liabilities" : own;',
      "spells what an account is",
    ],
    ["a pattern in SQL", "where a.name like '%' || $1", "matches a name in SQL"],
    ["an expression in SQL", "where a.name ~ $1", "matches a name in SQL"],
    ["a code taken out in SQL", "select split_part(a.name, ':', 4)", "takes a name in SQL apart"],
    ["a code taken out", 'const code = account.split(":")[2];', "takes an account apart"],
  ])("an account that is not the chart's: %s", (_, text, why) => {
    build({ "finance/a.ts": text, "ledger/chart/chart.ts": text });
    const found = spelledAccounts(root);
    expect(found).toContain(`finance/a.ts:1 ${why}: ${text}`);
    expect(found.filter((line) => !line.startsWith("finance/a.ts:1 "))).toEqual([]);
    expect(spelledAccounts(root, ["finance/a.ts"])).toEqual([]);
  });

  it("no account where none is", () => {
    build({ "finance/a.ts": "const row = { assets: [], income: 0n, name: rows.name, held: x };" });
    expect(spelledAccounts(root)).toEqual([]);
  });

  it("nothing wrong where nothing is", () => {
    expect(
      build({
        "ledger/a.ts": 'import { b } from "../kernel/b.ts";',
        "kernel/b.ts": 'import { Decimal } from "decimal.js";',
      }),
    ).toEqual([]);
  });
});
