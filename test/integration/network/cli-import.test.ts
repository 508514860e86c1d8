// Imports and publications on the command line: all or nothing, and every fault told by file and line.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { Folder, type Ran, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { LADDER, PLAN } from "../../support/sample.ts";

let database: Database;
let folder: Folder;
let network: string;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
  network = (await createTestNetwork(database)).settings.name;
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

/** Runs a command on a file of that content, in the network of this test file. */
async function runOn(words: string, name: string, content: unknown): Promise<Ran> {
  const file = await folder.write(name, content);
  const ran = await tributary(...words.split(" "), file, "--network", network);
  return { ...ran, stdout: folder.short([ran.stdout])[0]!, stderr: folder.short(ran.stderr) };
}

/** What the network holds: transactions, distributors, products and published versions. */
async function contents(): Promise<unknown> {
  const pool = await database.pool();
  const count = (table: string) =>
    `(select count(*)::int from "network_${network}".${table}) as ${table}`;
  const tables = ["ledger_transaction", "distributor", "product", "supplier", "plan", "ladder"];
  return (await pool.query(`select ${tables.map(count).join(", ")}`)).rows[0];
}

describe("documents", () => {
  it("are checked by validate, which publishes nothing", async () => {
    const before = await contents();
    const ran = await runOn("ladder validate", "ladder.json", LADDER);
    expect(ran).toEqual({ code: 0, stdout: "ladder.json: 1 ladder, no fault\n", stderr: [] });
    expect(await contents()).toEqual(before);
  });

  it("are published once, whatever their layout", async () => {
    const published = { code: 0, stdout: "ladder.json: published as ladder 1\n", stderr: [] };
    expect(await runOn("ladder publish", "ladder.json", LADDER)).toEqual(published);
    const before = await contents();
    const again = `\uFEFF${JSON.stringify(LADDER, null, 2)}\n`;
    expect(await runOn("ladder publish", "ladder.json", again)).toEqual(published);
    expect(await contents()).toEqual(before);
  });

  it("of a list are published in order", async () => {
    const later = { ...PLAN, effectiveFrom: "2026-06-01T00:00:00+08:00" };
    const ran = await runOn("plan publish", "plans.json", [PLAN, later]);
    expect(ran).toEqual({
      code: 0,
      stdout: "plans.json: published as plan 1\nplans.json: published as plan 2\n",
      stderr: [],
    });
  });

  const DEEP = {
    ...PLAN,
    effectiveFrom: "2026-09-01T00:00:00+08:00",
    rules: [{ kind: "LEVEL", rates: ["0.04", "0.03", "0.02"], match: { product: "QB-99" } }],
  };

  it("that pay too far up are published with --acknowledge and the reason, or refused", async () => {
    const before = await contents();
    const refused = {
      code: 1,
      stdout: "",
      stderr: [expect.stringMatching(/^deep\.json: rules\[0\]: LEVEL can pay 3 levels above /)],
    };
    expect(await runOn("plan publish", "deep.json", DEEP)).toEqual(refused);
    expect(await runOn("plan validate", "deep.json", DEEP)).toEqual(refused);
    const acknowledged = "--acknowledge reviewed";
    const stderr = [
      'deep.json: warning: rules[0].match.product: nothing on sale has the product "QB-99" yet',
    ];
    const valid = { code: 0, stdout: "deep.json: 1 plan, no fault\n", stderr };
    expect(await runOn(`plan validate ${acknowledged}`, "deep.json", DEEP)).toEqual(valid);
    expect(await contents()).toEqual(before);
    const published = { code: 0, stdout: "deep.json: published as plan 3\n", stderr };
    expect(await runOn(`plan publish ${acknowledged}`, "deep.json", DEEP)).toEqual(published);
  });

  it("of a list are published all or none, told by their place in it", async () => {
    const before = await contents();
    const twice = ["one", "two"].map((name) => {
      return { ...PLAN, name, effectiveFrom: "2026-10-01T00:00:00+08:00" };
    });
    expect(await runOn("plan publish", "plans.json", twice)).toEqual({
      code: 1,
      stdout: "",
      stderr: ["plans.json: [1].effectiveFrom: another plan starts at 2026-09-30T16:00:00.000Z"],
    });
    expect(await contents()).toEqual(before);
  });

  it("are compared with what is in force when they start", async () => {
    const before = await contents();
    const draft = { ...PLAN, effectiveFrom: "2026-05-01T00:00:00+08:00", basis: "GROSS" };
    expect(await runOn("plan compare", "draft.json", [draft, PLAN])).toEqual({
      code: 0,
      stdout:
        "draft.json: compared with plan 1\n  basis MARGIN → GROSS\ndraft.json: compared with plan 1: no change\n",
      stderr: [],
    });
    const json = await runOn("plan compare --json", "draft.json", draft);
    expect(JSON.parse(json.stdout)).toMatchObject({ plan: 1, changes: ["basis MARGIN → GROSS"] });
    const early = { ...LADDER, effectiveFrom: "2020-01-01T00:00:00Z" };
    expect((await runOn("ladder compare", "early.json", early)).stdout).toBe(
      "early.json: no ladder is in force when it starts\n",
    );
    const faulty = await runOn("plan compare", "draft.json", { ...draft, rules: 7 });
    expect(faulty).toMatchObject({ code: 1, stdout: "" });
    expect(faulty.stderr[0]).toMatch(/^draft\.json: rules: /);
    expect(await contents()).toEqual(before);
  });

  it("are withdrawn before they take effect, with a reason", async () => {
    const future = { ...PLAN, effectiveFrom: "2998-01-01T00:00:00Z" };
    await runOn("plan publish", "future.json", future);
    const run = (...args: string[]) => tributary("plan", "withdraw", ...args, "--network", network);
    const done = { code: 0, stdout: `${network}: plan 4 is withdrawn\n`, stderr: [] };
    expect(await run("4", "--reason", "a mistake")).toEqual(done);
    expect(await run("4", "--reason", "a mistake")).toEqual(done);
    const stderr = [expect.stringMatching(/^version: plan 1 has taken effect at 2025-12-31T16/)];
    expect(await run("1", "--reason", "late")).toEqual({ code: 1, stdout: "", stderr });
    expect((await run("4")).stderr).toEqual([
      "error: required option '--reason <text>' not specified",
    ]);
    expect(await runOn("plan publish", "future.json", future)).toMatchObject({
      stdout: "future.json: published as plan 5\n",
    });
  });

  const FAULTY: Record<string, { content: unknown; stderr: string[] }> = {
    "a syntax error": {
      content: '{\n  "name": "x",\n  "rules": [ , ]\n}',
      stderr: ['plan.json:3: column 14: a value or "]" is expected here'],
    },
    "a text that ends too early": {
      content: '{\n  "name": "x"',
      stderr: ['plan.json:2: column 14: the text ends where "," or "}" is expected'],
    },
    "a key that stands twice": {
      content: '{\n  "name": "x",\n  "name": "y" }',
      stderr: ['plan.json:3: column 3: the key "name" is there already'],
    },
    "an empty file": {
      content: "",
      stderr: ["plan.json:1: column 1: the text ends where a value is expected"],
    },
    "an empty list": { content: [], stderr: ["plan.json: the list is empty"] },
    "text that is not UTF-8": {
      content: Buffer.from('{"name": "\xe9"}', "latin1"),
      stderr: ["plan.json: is not UTF-8"],
    },
    "a tier that the ladder lacks": {
      content: {
        ...PLAN,
        effectiveFrom: "2026-07-01T00:00:00+08:00",
        rules: [{ kind: "SELLER", rate: { AGENT: "0.1", DIAMOND: "0.2" } }],
      },
      stderr: [
        'plan.json: rules[0].rate.DIAMOND: the ladder in force lacks when the plan starts: "DIAMOND"',
      ],
    },
    "several faults in a list, none of it published": {
      content: [
        { ...PLAN, effectiveFrom: "2026-08-01T00:00:00+08:00" },
        { ...PLAN, basis: "NET", rules: [{ kind: "SELLER", rate: "1.5" }] },
        "plan",
      ],
      stderr: [
        expect.stringMatching(/^plan\.json: \[1\]\.basis: /) as unknown as string,
        'plan.json: [1].rules[0].rate: "1.5" is above 1',
        expect.stringMatching(/^plan\.json: \[2\]: /) as unknown as string,
      ],
    },
    "100,000 rules": {
      content: { ...PLAN, rules: Array(100_000).fill(PLAN.rules[0]) },
      stderr: ["plan.json: rules: Too big: expected array to have <=1000 items"],
    },
    "a reward for enrolling": {
      content: { ...PLAN, rules: [{ kind: "ENROLMENT", amount: "100.00" }] },
      stderr: [
        expect.stringMatching(/^plan\.json: rules\[0\]: .* art\. 7 \(1\)/) as unknown as string,
      ],
    },
    "another one of the same time": {
      content: { ...PLAN, name: "other" },
      stderr: ["plan.json: effectiveFrom: another plan starts at 2025-12-31T16:00:00.000Z"],
    },
  };

  const FAULTY_LADDERS: Record<string, { content: unknown; stderr: string }> = {
    "an unknown key": { content: { ...LADDER, note: "x" }, stderr: 'Unrecognized key: "note"' },
    "a wrong type": { content: { ...LADDER, tiers: "AGENT" }, stderr: "tiers: Invalid input" },
    "a criterion that counts heads": {
      content: { ...LADDER, tiers: [{ code: "AGENT" }, { code: "GOLD", directs: 10 }] },
      stderr: "tiers[1].directs: it counts heads: 《禁止传销条例》 art. 7 (1)",
    },
    "100,000 tiers": {
      content: { ...LADDER, tiers: Array(100_000).fill({ code: "AGENT" }) },
      stderr: "tiers: Too big: expected array to have <=100 items",
    },
    "another one of the same time": {
      content: { ...LADDER, window: "LIFETIME" },
      stderr: "effectiveFrom: another ladder starts at 2025-12-31T16:00:00.000Z",
    },
  };

  it.each(Object.entries(FAULTY_LADDERS))("that are ladders with %s", async (_, faulty) => {
    const before = await contents();
    for (const words of ["ladder publish", "ladder validate"]) {
      const ran = await runOn(words, "ladder.json", faulty.content);
      expect(ran).toMatchObject({ code: 1, stdout: "" });
      expect(ran.stderr).toEqual([expect.stringContaining(faulty.stderr)]);
    }
    expect(await contents()).toEqual(before);
  });

  it.each(Object.entries(FAULTY))("with %s are refused", async (_, { content, stderr }) => {
    const before = await contents();
    const ran = await runOn("plan publish", "plan.json", content);
    expect(ran).toEqual({ code: 1, stdout: "", stderr });
    expect(await contents()).toEqual(before);
  });
});

describe("distributors", () => {
  const HEADER = "code,parent,name,tier,status,joined_at";
  const importRows = (...rows: string[]) =>
    runOn("import distributors", "tree.csv", [HEADER, ...rows].join("\n"));

  const FAULTY: Record<string, { rows: string[]; stderr: string[] }> = {
    "a circle": {
      rows: ["A,,,,,", "B,D,,,,", "C,B,,,,", "D,C,,,,"],
      stderr: [
        "tree.csv:3: parent: a circle: B → D → C → B",
        "tree.csv:4: parent: a circle: C → B → D → C",
        "tree.csv:5: parent: a circle: D → C → B → D",
      ],
    },
    "an orphan": {
      rows: ["A,,,,,", "B,A,,,,", "C,nobody,,,,"],
      stderr: ['tree.csv:4: parent: no distributor "nobody"'],
    },
    "a code that stands twice": {
      rows: ["A,,,,,", "B,A,,,,", "", "B,A,,,,"],
      stderr: ['tree.csv:5: code: "B" stands on line 3 already'],
    },
    "its own parent": { rows: ["A,A,,,,"], stderr: ["tree.csv:2: parent: a circle: A → A"] },
    "an unknown tier, status and time": {
      rows: ["A,,,DIAMOND,,", "B,A,,,GONE,", "C,A,,,,yesterday", "D 1,,,,,"],
      stderr: [
        'tree.csv:2: tier: "DIAMOND": the ladder in force lacks it',
        'tree.csv:3: status: "GONE" is none of ACTIVE, SUSPENDED, CLOSED',
        'tree.csv:4: joined_at: "yesterday" is not a time with an offset, like 2026-01-31T08:00:00+08:00',
        'tree.csv:5: code: "D 1" is not a code (1–64 of letters, digits, "-", "_", ".")',
      ],
    },
    "a row that is too short": {
      rows: ["A,,,,,", "B,A"],
      stderr: ["tree.csv:3: the row has 2 columns and the header 6 columns"],
    },
  };

  it.each(Object.entries(FAULTY))("with %s change nothing", async (_, { rows, stderr }) => {
    const before = await contents();
    const ran = await importRows(...rows);
    expect(ran.code).toBe(1);
    expect(ran.stdout).toBe("");
    expect([...ran.stderr].sort()).toEqual([...stderr].sort());
    expect(await contents()).toEqual(before);
  });

  it("are refused in a file without their columns", async () => {
    const ran = await runOn("import distributors", "tree.csv", "code,name,phone\nA,,\n");
    const missing = 'missing columns "parent", "tier", "status", "joined_at"';
    expect(ran.stderr).toEqual([`tree.csv:1: unknown column "phone"; ${missing}`]);
  });

  it("are imported with parents after their children, once", async () => {
    const rows = ["C,B,丙,GOLD,SUSPENDED,2026-01-01T00:00:00+08:00", "B,A,,,,", "A,,,CORE,ACTIVE,"];
    expect(await importRows(...rows)).toEqual({
      code: 0,
      stdout: "tree.csv: 3 added, 0 unchanged\n",
      stderr: [],
    });
    const before = await contents();
    expect((await importRows(...rows)).stdout).toBe("tree.csv: 0 added, 3 unchanged\n");
    expect(await contents()).toEqual(before);
    expect((await importRows("B,C,,,,")).stderr).toEqual([
      'tree.csv:2: code: "B" is there already, with another parent or name',
    ]);
  });

  it("with more than a few faults are told in part", async () => {
    const ran = await importRows(...Array.from({ length: 50 }, (_, n) => `N${n},,,,GONE,`));
    expect(ran.stderr.length).toBe(21);
    expect(ran.stderr[20]).toBe("tree.csv: and 30 more faults");
  });
});

describe("products", () => {
  const HEADER = "code,name,category,supplier,supply_price,list_price";
  const importRows = (...rows: string[]) =>
    runOn("import products", "products.csv", [HEADER, ...rows].join("\n"));

  it("with a fault change nothing", async () => {
    const before = await contents();
    const ran = await importRows(
      "P-1,,,S001,8.50,",
      "P-2,,,S009,-1,",
      "P-1,,,S001,8.50,",
      "P-3,,,,1,1.005",
    );
    expect(ran).toEqual({
      code: 1,
      stdout: "",
      stderr: [
        'products.csv:3: supply_price: "-1" is below 0',
        'products.csv:4: code: "P-1" stands on line 2 already',
        'products.csv:5: supplier: "" is not a code (1–64 of letters, digits, "-", "_", ".")',
      ],
    });
    expect(await contents()).toEqual(before);
  });

  it("are imported, and updated where they differ", async () => {
    const ran = await importRows("P-1,卡,game-card,S001,8.50,10", "P-2,,,S002,1,");
    expect(ran).toEqual({ code: 0, stdout: "products.csv: 2 written, 0 unchanged\n", stderr: [] });
    const again = await importRows("P-1,卡,game-card,S001,8.50,10", "P-2,,,S002,2,");
    expect(again.stdout).toBe("products.csv: 1 written, 1 unchanged\n");
  });

  it("report as JSON", async () => {
    const file = await folder.write("p.csv", `${HEADER}\nP-9,,,S001,1,\n`);
    const ran = await tributary("import", "products", file, "--network", network, "--json");
    expect(JSON.parse(ran.stdout)).toEqual({ file, written: 1, unchanged: 0 });
  });
});
