// The architecture: layers, what features offer, whose tables SQL names, and what stands in one place only.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { notes } from "./features/notes/feature.ts";
import { spelledAccounts } from "./support/architecture/account-names.ts";
import { findCycles } from "./support/architecture/cycles.ts";
import { readImports } from "./support/architecture/imports.ts";
import { brokenLayers } from "./support/architecture/layers.ts";
import {
  brokenMigrations,
  brokenOwners,
  createdTables,
} from "./support/architecture/migrations.ts";
import { brokenOffers } from "./support/architecture/offers.ts";
import { generatedTables, repeatedColumns } from "./support/architecture/rows.ts";
import { brokenTables, OWNERS } from "./support/architecture/tables.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** Names as they were when it ran: what it made of a book does not change with the chart. */
const HISTORY = ["0009-custody.ts"];
const graph = readImports(ROOT);
const rows = generatedTables(readFileSync(join(ROOT, "src/database/tables.ts"), "utf8"));

/** Files below a folder of the repository that have a text in them. */
function filesWith(folder: string, form: RegExp): string[] {
  return [...graph.keys()].filter(
    (file) => file.startsWith(`${folder}/`) && form.test(readFileSync(join(ROOT, file), "utf8")),
  );
}

describe("the architecture", () => {
  it("keeps its layers", () => {
    expect(brokenLayers(graph)).toEqual([]);
  });

  it("has no cycles, neither of files nor of folders", () => {
    expect(findCycles(graph)).toEqual([]);
  });

  it("takes from a feature only what it offers", () => {
    expect(brokenOffers(graph)).toEqual([]);
  });

  it("names tables in SQL only where they belong or are offered", () => {
    expect(brokenTables(ROOT, graph.keys())).toEqual([]);
  });

  it("names the columns of its rows by the generated types", () => {
    expect(repeatedColumns(ROOT, graph.keys(), rows)).toEqual([]);
  });

  it("gives every table that a migration creates one owner", () => {
    expect(brokenOwners(createdTables(ROOT, graph.keys()), OWNERS)).toEqual([]);
  });

  it("numbers migrations in the order in which they run, and declares each", () => {
    expect(brokenMigrations(ROOT, graph)).toEqual([]);
  });

  it("finds the tables of a feature that the product does not have", () => {
    const folder = "test/features/notes";
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
    const created = createdTables(
      ROOT,
      files.map((file) => `${folder}/${file}`),
    );
    expect([...created.keys()]).toEqual(Object.keys(notes.tables!));
  });

  it("has one writer of the ledger", () => {
    const form = /insert into (ledger_transaction|posting|account|seal)\b/i;
    expect(filesWith("src", form)).toEqual(["src/ledger/post.ts"]);
  });

  it("spells accounts in one place", () => {
    expect(spelledAccounts(join(ROOT, "src"))).toEqual([]);
    expect(spelledAccounts(join(ROOT, "seeds"))).toEqual([]);
    expect(spelledAccounts(join(ROOT, "migrations"), HISTORY)).toEqual([]);
  });

  it("reads the environment in one place, and sets a default in another", () => {
    const files = ["src/platform/config.ts", "src/production.ts"];
    expect(filesWith("src", /process\.env/).toSorted()).toEqual(files);
  });

  it.each(["src/main.ts", "src/tributary.ts"])("%s begins with that default", (file) => {
    const imports = readFileSync(join(ROOT, file), "utf8").match(/^import .*$/gm)!;
    // Only the version of Node.js is checked before.
    expect(imports.slice(0, 2)).toEqual([
      'import "./node-version.ts";',
      'import "./production.ts";',
    ]);
  });
});

describe("the check sees", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tributary-architecture-"));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const build = (files: Record<string, string>) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    return readImports(root);
  };

  it.each([
    [
      "an import upwards",
      { "src/ledger/a.ts": 'import { b } from "../platform/b.ts";', "src/platform/b.ts": "" },
      "src/ledger/a.ts imports src/platform/b.ts: it is in a higher layer",
    ],
    [
      "a type import upwards",
      { "src/kernel/a.ts": 'import type { B } from "../ledger/b.ts";', "src/ledger/b.ts": "" },
      "src/kernel/a.ts imports src/ledger/b.ts: it is in a higher layer",
    ],
    [
      "an import over many lines",
      { "src/ledger/a.ts": 'import {\n  b,\n  c,\n} from "../books/b.ts";', "src/books/b.ts": "" },
      "src/ledger/a.ts imports src/books/b.ts",
    ],
    [
      "an export from above",
      { "src/ledger/a.ts": 'export { b } from "../books/b.ts";', "src/books/b.ts": "" },
      "src/ledger/a.ts imports src/books/b.ts",
    ],
    [
      "a late import",
      { "src/ledger/a.ts": 'const b = await import("../books/b.ts");', "src/books/b.ts": "" },
      "src/ledger/a.ts imports src/books/b.ts",
    ],
    [
      "the platform knowing a feature",
      {
        "src/platform/cli/a.ts": 'import { b } from "../../network/store/b.ts";',
        "src/network/store/b.ts": "",
      },
      "src/platform/cli/a.ts imports src/network/store/b.ts: it is in a higher layer",
    ],
    [
      "a feature using one below it in the list",
      {
        "src/commission/tiers/store/a.ts": 'import { b } from "../../orders/engine/b.ts";',
        "src/commission/orders/engine/b.ts": "",
      },
      "src/commission/tiers/store/a.ts imports src/commission/orders/engine/b.ts",
    ],
    [
      "the network using the fold",
      {
        "src/network/store/a.ts": 'import { b } from "../../commission/engine/b.ts";',
        "src/commission/engine/b.ts": "",
      },
      "src/network/store/a.ts imports src/commission/engine/b.ts: it is in a higher layer",
    ],
    [
      "a feature importing the app",
      { "src/books/cli/a.ts": 'import { b } from "../../app.ts";', "src/app.ts": "" },
      "src/books/cli/a.ts imports src/app.ts: it is in a higher layer",
    ],
    [
      "a seed importing the entrance",
      { "seeds/a.ts": 'import { serve } from "../src/serve.ts";', "src/serve.ts": "" },
      "seeds/a.ts imports src/serve.ts: it is in a higher layer",
    ],
    [
      "a feature importing a seed",
      { "src/books/store/a.ts": 'import { b } from "../../../seeds/b.ts";', "seeds/b.ts": "" },
      "src/books/store/a.ts imports seeds/b.ts: it is in a higher layer",
    ],
    [
      "a migration importing the code of today",
      { "migrations/0001-a.ts": 'import { b } from "../src/kernel/b.ts";', "src/kernel/b.ts": "" },
      "migrations/0001-a.ts imports src/kernel/b.ts: it is in a higher layer",
    ],
    [
      "a migration imported beside a manifest",
      {
        "src/books/store/a.ts": 'import { B } from "../../../migrations/0001-b.ts";',
        "migrations/0001-b.ts": "",
      },
      "only manifests declare migrations",
    ],
    [
      "a feature's own migration importing the code of today",
      {
        "src/books/migrations/0001-a.ts": 'import { b } from "../store/b.ts";',
        "src/books/store/b.ts": "",
      },
      "src/books/migrations/0001-a.ts imports src/books/store/b.ts: it is in a higher layer",
    ],
    [
      "a feature's own migration imported beside the manifest",
      {
        "src/books/store/a.ts": 'import { B } from "../migrations/0001-b.ts";',
        "src/books/migrations/0001-b.ts": "",
      },
      "only manifests declare migrations",
    ],
    [
      "an engine doing I/O",
      { "src/finance/payouts/engine/a.ts": 'import { readFile } from "node:fs";' },
      "src/finance/payouts/engine/a.ts imports node:fs: pure code",
    ],
    ["a folder in no layer", { "src/attic/a.ts": "" }, "src/attic/a.ts is in no layer"],
  ])("%s", (_, files, broken) => {
    expect(brokenLayers(build(files as Record<string, string>)).join("\n")).toContain(broken);
  });

  it.each([
    [
      "of files",
      {
        "src/kernel/a.ts": 'import { b } from "./b.ts";',
        "src/kernel/b.ts": 'import { a } from "./a.ts";',
      },
      "a cycle: src/kernel/a.ts → src/kernel/b.ts → src/kernel/a.ts",
    ],
    [
      "of folders inside a feature",
      {
        "src/books/store/a.ts": 'import { b } from "../api/b.ts";',
        "src/books/api/b.ts": 'import { c } from "../store/c.ts";',
        "src/books/store/c.ts": "",
      },
      "a cycle in src/books: api → store → api",
    ],
    [
      "of a file and a folder",
      {
        "src/platform/a.ts": 'import { b } from "./cli/b.ts";',
        "src/platform/cli/b.ts": "",
        "src/platform/cli/c.ts": 'import { a } from "../a.ts";',
      },
      "a cycle in src/platform: a.ts → cli → a.ts",
    ],
  ])("a cycle %s", (_, files, cycle) => {
    expect(findCycles(build(files as Record<string, string>))).toContain(cycle);
  });

  it.each([
    ["another's store", "store/b.ts"],
    ["another's command", "cli/b.ts"],
    ["another's manifest", "feature.ts"],
    ["another's part of the API", "api/api.ts"],
  ])("an import of %s", (_, inside) => {
    const files = {
      "src/commission/tiers/store/a.ts": `import { b } from "../../../network/${inside}";`,
      [`src/network/${inside}`]: "",
    };
    expect(brokenOffers(build(files))).toEqual([
      `src/commission/tiers/store/a.ts imports src/network/${inside}: network does not offer it`,
    ]);
  });

  it.each([
    ["a write of another's table", "ledger", "delete from below", "writes below"],
    ["an update of one", "ledger", "update below set a = 1", "writes below"],
    ["a read of one that is not offered", "ledger", "select 1 from kept", "does not offer it"],
    ["a read from above", "database", "select 1 from x join above using (id)", "which is above"],
  ])("%s", (_, folder, query, why) => {
    const file = `src/${folder}/a.ts`;
    const owners = [
      { name: "database", tables: { below: "OFFERED", kept: "OWN" } },
      { name: "ledger", tables: { above: "OFFERED" } },
    ] as const;
    build({ [file]: `const rows = sql\`${query}\`;` });
    const found = brokenTables(root, [file], owners);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(why);
  });

  const migration = (name: string, sql: string) => `export class ${name} extends Migration {
    override up() { this.addSql(\`${sql}\`); } }`;

  it.each([
    [
      "of a feature that no manifest declares",
      { "src/books/migrations/0001-a.ts": migration("A", "") },
      "src/books/migrations/0001-a.ts: no manifest declares A as 1",
    ],
    [
      "that is declared by another number",
      {
        "src/books/migrations/0001-a.ts": migration("A", ""),
        "src/books/feature.ts": 'import { A } from "./migrations/0001-a.ts"; const all = { 2: A };',
      },
      "src/books/migrations/0001-a.ts: no manifest declares A as 1",
    ],
    [
      "that leaves a gap",
      {
        "migrations/0001-a.ts": migration("A", ""),
        "src/books/migrations/0003-b.ts": migration("B", ""),
        "src/books/feature.ts":
          'import { A } from "../../migrations/0001-a.ts"; const all = { 1: A };',
      },
      "src/books/migrations/0003-b.ts should have the number 2",
    ],
    [
      "without a number",
      { "src/books/migrations/first.ts": migration("A", "") },
      "src/books/migrations/first.ts should have the number 1",
    ],
    [
      "in another folder",
      { "src/books/store/0001-a.ts": migration("A", "") },
      "src/books/store/0001-a.ts has a migration, which belongs into a folder migrations",
    ],
  ])("a migration %s", (_, files, broken) => {
    expect(brokenMigrations(root, build(files as Record<string, string>))).toEqual([broken]);
  });

  it.each([
    ["no owner", {}, "one, which src/books/migrations/0001-a.ts creates, has no owner"],
    ["two owners", { books: "one", catalog: "one" }, "one has two owners: books and catalog"],
    ["no migration", { books: "one", catalog: "two" }, "two of catalog is created by no migration"],
    [
      "another feature's migration",
      { catalog: "one" },
      "one of catalog is created by src/books/migrations/0001-a.ts",
    ],
  ])("a table with %s", (_, owned, broken) => {
    const file = "src/books/migrations/0001-a.ts";
    build({ [file]: migration("A", "create table one (id int)") });
    const owners = Object.entries(owned).map(([name, table]) => ({
      name,
      tables: { [table]: "OWN" as const },
    }));
    expect(brokenOwners(createdTables(root, [file]), owners)).toContain(broken);
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
    build({ "src/finance/a.ts": text, "src/ledger/chart/chart.ts": text });
    const found = spelledAccounts(join(root, "src"));
    expect(found).toContain(`finance/a.ts:1 ${why}: ${text}`);
    expect(found.filter((line) => !line.startsWith("finance/a.ts:1 "))).toEqual([]);
  });

  it.each([
    ["in place", "const q = sql<{ seq: string }>`select seq from posting`.execute(db);"],
    [
      "in an interface",
      "interface R { readonly seq: string; }\nconst q = sql<R>`select p.seq from posting p`.execute(db);",
    ],
    [
      "in a type with computed columns",
      "type R = Omit<V, 'x'> & {\n  n: number;\n  seq: string;\n};\n" +
        "const q = sql<R>`select count(*) as n, seq from posting`.execute(db);",
    ],
    [
      "in what a type extends",
      "interface V {\n  readonly seq: string;\n}\ninterface R extends Omit<V, 'x'> {\n  at: number;\n}\n" +
        "const q = sql<R>`select at, seq from posting`.execute(db);",
    ],
    [
      "of a lateral query",
      "const q = sql<{ seq: string }>`select p.* from unnest(1) cross join lateral (\n" +
        "  select seq from posting where line > 0) p`.execute(db);",
    ],
    [
      "in pages",
      'const q = sql`select seq from posting`;\nfetchPages<{ seq: string }>(tx, "q", q, 10);',
    ],
  ])("a column of a row by hand: %s", (_, text) => {
    build({ "src/finance/a.ts": text });
    const found = repeatedColumns(root, ["src/finance/a.ts"], rows);
    expect(found).toEqual([
      expect.stringMatching(/^src\/finance\/a\.ts:\d+ repeats posting\.seq$/),
    ]);
  });

  it.each([
    ["named by the generated type", '<Row<"posting", "seq">>`select seq from posting`'],
    ["computed", "<{ amount: string }>`select sum(amount) as amount from posting`"],
    ["of another name", "<{ id: string }>`select seq as id from posting`"],
    ["of a narrower type", "<{ ref: string }>`select ref from ledger_transaction`"],
    [
      "of a condition's table",
      "<{ seq: string }>`select seq from gap where exists (select from posting where line = any(1))`",
    ],
  ])("no column by hand in one that is %s", (_, text) => {
    build({ "src/finance/a.ts": `const q = sql${text}.execute(db);` });
    expect(repeatedColumns(root, ["src/finance/a.ts"], rows)).toEqual([]);
  });

  it("nothing wrong where nothing is", () => {
    const right = build({
      "src/kernel/b.ts": 'import { Decimal } from "decimal.js";',
      "src/ledger/a.ts": 'import { b } from "../kernel/b.ts";',
      "src/network/index.ts": 'export { c } from "./store/c.ts";',
      "src/network/store/c.ts": "",
      "src/commission/tiers/store/a.ts": 'import { c } from "../../../network/index.ts";',
    });
    expect([...brokenLayers(right), ...findCycles(right), ...brokenOffers(right)]).toEqual([]);
    expect(spelledAccounts(join(root, "src"))).toEqual([]);
  });
});
