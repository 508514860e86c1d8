// `tributary simulate`: every figure of a small history by hand, bad input told, and nothing written.
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import { Folder, type Ran, Running, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { DRAFT_LADDER, DRAFT_PLAN, DRAFT_PROGRAMME, sellJanuary } from "../../support/simulated.ts";

let database: Database;
let network: Network;
let folder: Folder;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
  network = await createTestNetwork(database);
  await sellJanuary(network);
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

const JANUARY = ["--from", "2026-01-01", "--to", "2026-02-01"];

function simulate(...args: readonly string[]): Promise<Ran> {
  return tributary("simulate", "--network", network.settings.name, ...args);
}

async function drafts(): Promise<string[]> {
  return [
    ...["--plan", await folder.write("plan.json", DRAFT_PLAN)],
    ...["--ladder", await folder.write("ladder.json", DRAFT_LADDER)],
    ...["--programmes", await folder.write("programmes.json", [DRAFT_PROGRAMME])],
  ];
}

const amounts = (actual: string, draft: string, difference: string) => ({
  actual,
  draft,
  difference,
});

describe("a simulation over history", () => {
  it("tells what the drafts would have changed, refunds taken off, by whom and where", async () => {
    const { code, stdout, stderr } = await simulate(...(await drafts()), ...JANUARY, "--json");
    expect([code, stderr]).toEqual([0, []]);
    const { seconds: _, network: name, ...told } = JSON.parse(stdout);
    expect(name).toBe(network.settings.name);
    expect(told).toEqual({
      from: "2025-12-31T16:00:00.000Z",
      to: "2026-01-31T16:00:00.000Z",
      asset: "CNY",
      orders: 3,
      refunds: 2,
      gross: "208.00",
      margin: amounts("24.00", "24.00", "0.00"),
      platform: amounts("13.20", "13.40", "0.20"),
      distributors: amounts("10.80", "9.60", "-1.20"),
      cashback: [{ asset: "CNY", ...amounts("0.00", "1.00", "1.00") }],
      bonuses: {
        byPlatform: amounts("0.00", "4.08", "4.08"),
        // 136.00 of 336.00 were sold.
        bySuppliers: amounts("0.00", "20.00", "20.00"),
        each: [
          {
            programme: "monthly",
            supplier: "S001",
            payer: "SUPPLIER",
            due: "SHORTFALL",
            ...amounts("0.00", "20.00", "20.00"),
          },
          {
            programme: "monthly",
            supplier: "S001",
            payer: "PLATFORM",
            due: "BONUS",
            ...amounts("0.00", "4.08", "4.08"),
          },
        ],
      },
      upgrades: { actual: 0, draft: 4, difference: 4 },
      downgrades: { actual: 0, draft: 0, difference: 0 },
      byTier: [{ tier: "AGENT", ...amounts("10.80", "9.60", "-1.20") }],
      byLevel: [
        { level: 0, ...amounts("7.20", "4.80", "-2.40") },
        { level: 1, ...amounts("2.40", "2.40", "0.00") },
        { level: 2, ...amounts("1.20", "2.40", "1.20") },
      ],
      up: [
        { distributor: "C", ...amounts("1.65", "2.40", "0.75") },
        { distributor: "B", ...amounts("0.45", "0.90", "0.45") },
      ],
      down: [
        { distributor: "E", ...amounts("4.50", "3.00", "-1.50") },
        { distributor: "D", ...amounts("4.20", "3.30", "-0.90") },
      ],
      refused: {
        count: 1,
        byCode: { NEGATIVE_MARGIN: 1 },
        first: [
          {
            ref: "o-3",
            code: "NEGATIVE_MARGIN",
            message: "unitPrice: the margin is -0.50 and plan 2 allows no loss",
          },
        ],
      },
      warnings: [],
    });
  });

  it("prints a table for people, and writes nothing", async () => {
    const before = await everything();
    const { code, stdout } = await simulate(...(await drafts()), ...JANUARY);
    expect(code).toBe(0);
    expect(stdout).toContain("3 orders of 208.00 CNY, 2 refunds");
    expect(stdout).toMatch(/^distributors +10\.80 +9\.60 +-1\.20$/m);
    expect(stdout).toMatch(/^ {2}C +1\.65 +2\.40 +\+0\.75$/m);
    expect(stdout).toMatch(/^refused with the drafts: NEGATIVE_MARGIN 1\n {2}o-3: /m);
    expect(await everything()).toEqual(before);
  });

  it("takes moments too, and counts the orders from the first to before the last", async () => {
    const one = "2026-02-01T00:00:00+08:00";
    const range = ["--from", one, "--to", "2026-02-01T00:00:00.001+08:00"];
    const { stdout } = await simulate(...(await drafts()), ...range, "--json");
    expect(JSON.parse(stdout)).toMatchObject({ orders: 1, gross: "100.00" });
    const both = ["--from", "2026-01-01", "--to", "2026-03-01"];
    const { upgrades, downgrades } = JSON.parse(
      (await simulate(...(await drafts()), ...both, "--json")).stdout,
    );
    // In February the tiers that the draft gave in January are missed.
    expect([upgrades.draft, downgrades.draft, downgrades.actual]).toEqual([4, 4, 0]);
    // The month has not ended: nothing is missing yet.
    const half = ["--from", "2026-01-01", "--to", "2026-01-31T23:59:59+08:00", "--json"];
    const { bonuses } = JSON.parse((await simulate(...(await drafts()), ...half)).stdout);
    expect([bonuses.byPlatform.draft, bonuses.bySuppliers.draft]).toEqual(["4.08", "0.00"]);
    const empty = ["--from", "2026-01-31", "--to", one];
    expect(await simulate(...(await drafts()), ...empty)).toMatchObject({
      code: 1,
      stderr: [expect.stringMatching(/^from: no settled order occurred from 2026-01-30T16:00/)],
    });
  });
});

async function everything(): Promise<unknown> {
  return network.read(async (tx) => {
    const { rows } = await sql`
      select (select count(*) from ledger_transaction) as n, (select max(version) from plan) as plan,
             (select json_agg(d order by id) from distributor d) as tree`.execute(tx.db);
    return rows;
  });
}

describe("bad input is told in one line each, and nothing runs", () => {
  it.each([
    [
      "a range that is none",
      ["--from", "2026-02-01", "--to", "2026-02-01"],
      /^from: .* is not before to/,
    ],
    [
      "a day that no calendar has",
      ["--from", "2026-02-30", "--to", "2026-03-01"],
      /^--from: "2026-02-30" is not a day/,
    ],
    [
      "a time without an offset",
      ["--from", "2026-01-01T00:00:00", "--to", "2026-03-01"],
      /^--from: .* is not a time with an offset/,
    ],
  ])("%s", async (_, range, why) => {
    const { code, stdout, stderr } = await simulate(...(await drafts()), ...range);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toEqual([expect.stringMatching(why)]);
  });

  it("drafts with faults, each by its file and path", async () => {
    const rules = [
      { kind: "SELLER", rate: "2" },
      { kind: "SELLER", rate: { GOLDEN: "0.1" } },
    ];
    const bands = [{ over: "1", rate: "x" }];
    const told = async (name: string, draft: unknown, option: string) => {
      const path = await folder.write(name, draft);
      const { code, stderr } = await simulate(`--${option}`, path, ...JANUARY);
      return [code, ...folder.short(stderr)];
    };
    expect(await told("p.json", { ...DRAFT_PLAN, rules: rules.slice(0, 1) }, "plan")).toEqual([
      1,
      'p.json: rules[0].rate: "2" is above 1',
    ]);
    expect(await told("p.json", { ...DRAFT_PLAN, rules: rules.slice(1) }, "plan")).toEqual([
      1,
      'p.json: rules[0].rate.GOLDEN: the ladder in force lacks when the plan starts: "GOLDEN"',
    ]);
    expect(await told("p.json", [DRAFT_PLAN], "plan")).toEqual([
      1,
      "p.json: has a list, and one draft is simulated",
    ]);
    expect(await told("l.json", { ...DRAFT_LADDER, tiers: [{ code: "AGENT" }] }, "ladder")).toEqual(
      [1, 'l.json: tiers: it lacks the tier "GOLD" of version 1'],
    );
    const twice = [DRAFT_PROGRAMME, DRAFT_PROGRAMME];
    expect(await told("s.json", twice, "programmes")).toEqual([
      1,
      's.json: [1].code: "monthly" is drafted twice',
    ]);
    const [, fault] = await told("s.json", { ...DRAFT_PROGRAMME, bands }, "programmes");
    expect(fault).toMatch(/^s\.json: bands\[0\]\.rate: "x" is not a rate/);
    const nobody = { ...DRAFT_PROGRAMME, supplier: "nobody" };
    expect(await told("s.json", nobody, "programmes")).toEqual([
      1,
      's.json: supplier: no supplier "nobody"',
    ]);
  });

  it("an interrupted one says so", async () => {
    const args = ["simulate", "--network", network.settings.name, ...(await drafts()), ...JANUARY];
    expect(await new Running(args).interrupt()).toEqual({
      code: 1,
      stdout: "",
      stderr: ["interrupted before the end"],
    });
  });

  it("no draft at all", async () => {
    const { code, stderr } = await simulate(...JANUARY);
    expect([code, stderr]).toEqual([1, ["plan: a draft of a plan, ladder or programme is needed"]]);
  });

  it("a plan that reaches too far is a warning: it can be simulated, not published", async () => {
    const far = { ...DRAFT_PLAN, rules: [{ kind: "LEVEL", rates: ["0.1", "0.1", "0.1"] }] };
    const { code, stderr } = await simulate(
      "--plan",
      await folder.write("far.json", far),
      ...JANUARY,
    );
    expect(code).toBe(0);
    expect(stderr).toEqual([expect.stringMatching(/^warning: rules\[0\]: LEVEL can pay 3 levels/)]);
  });
});
