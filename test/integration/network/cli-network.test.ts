// Networks, balances, verification and tokens on the command line.
import { jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Lanes } from "../../../src/commission/orders/lane/lanes.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { AUTH_SECRET, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase, uniqueName } from "../../support/network.ts";
import { fillNetwork, order, PLAN } from "../../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

async function settledNetwork(...refs: string[]): Promise<Network> {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  await new Lanes().of(network).submit(refs.map((ref) => order(ref)));
  return network;
}

describe("network create", () => {
  it("makes a network with its settings", async () => {
    const name = uniqueName();
    const settings = [
      "--asset",
      "POINT",
      "--scale",
      "0",
      "--time-zone",
      "Europe/London",
      "--compliance-levels",
      "3",
    ];
    const ran = await tributary("network", "create", name, ...settings);
    expect(ran).toEqual({
      code: 0,
      stdout: `network ${name}: POINT with 0 decimals, Europe/London\n`,
      stderr: [],
    });
    const { settings: made } = await database.network(name);
    expect(made).toMatchObject({ name, asset: { code: "POINT", scale: 0 }, complianceLevels: 3 });
    expect(made.zone.name).toBe("Europe/London");
  });

  it("by default makes one as the README has it", async () => {
    const name = uniqueName();
    const ran = await tributary("network", "create", name, "--json");
    const settings = { asset: "CNY", scale: 2, timeZone: "Asia/Shanghai", complianceLevels: 2 };
    expect(JSON.parse(ran.stdout)).toEqual({ name, ...settings });
  });

  const FAULTS: [args: string[], why: string][] = [
    [
      ["Upper"],
      'name: "Upper" is not lower-case letters, digits, "_" and "-", at most 40, a letter first',
    ],
    [
      ["x", "--asset", "yuan"],
      'asset: "yuan" is not like CNY: capital letters and digits, at most 12',
    ],
    [["x", "--scale", "13"], "scale: 13 is not a whole number from 0 to 12"],
    [["x", "--time-zone", "Mars"], 'timeZone: "Mars" is not a time zone'],
    [
      ["x", "--scale", "two"],
      "error: option '--scale <decimals>' argument 'two' is invalid. It is not a whole number.",
    ],
  ];

  it.each(FAULTS)("%j is refused", async (args, why) => {
    expect(await tributary("network", "create", ...args)).toEqual({
      code: 1,
      stdout: "",
      stderr: [why],
    });
  });

  it("refuses a name that is taken, and leaves that network as it is", async () => {
    const { settings } = await createTestNetwork(database);
    const ran = await tributary("network", "create", settings.name, "--asset", "GBP");
    expect(ran).toEqual({
      code: 1,
      stdout: "",
      stderr: [`name: there is a network "${settings.name}" already`],
    });
    expect((await database.network(settings.name)).settings.asset.code).toBe("CNY");
  });
});

it("migrate of one network tells that it is up to date", async () => {
  const { settings } = await createTestNetwork(database);
  const ran = await tributary("migrate", "--network", settings.name);
  expect(ran).toEqual({ code: 0, stdout: `${settings.name}: up to date\n`, stderr: [] });
});

describe("balances", () => {
  it("prints every account that is not zero, as a table, CSV and JSON", async () => {
    const { settings } = await settledNetwork("B-1");
    const { stdout: csv } = await tributary(
      "balances",
      "--network",
      settings.name,
      "--format",
      "csv",
    );
    const rows = csv.trimEnd().split("\n");
    expect(rows[0]).toBe("account,asset,balance");
    expect(rows.slice(1, 3)).toEqual([
      "assets:custody,CNY,10.00",
      "liabilities:distributor:C:available,CNY,-0.07",
    ]);
    const json = JSON.parse(
      (await tributary("balances", "--network", settings.name, "--json")).stdout,
    ) as unknown[];
    expect(json[0]).toEqual({ account: "assets:custody", asset: "CNY", balance: "10.00" });
    expect(json.length).toBe(rows.length - 1);
    const table = (await tributary("balances", "--network", settings.name)).stdout.split("\n");
    expect(table[0]).toMatch(/^assets:custody {2,}10\.00 CNY$/);
  });

  it("prints those of a time that was", async () => {
    const network = await settledNetwork("B-1");
    const { name } = network.settings;
    const then = new Date().toISOString();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await new Lanes().of(network).submit([order("B-2")]);
    const at = async (...args: string[]) =>
      (await tributary("balances", "--network", name, "--format", "csv", ...args)).stdout.split(
        "\n",
      )[1];
    expect(await at()).toBe("assets:custody,CNY,20.00");
    expect(await at("--as-of", then)).toBe("assets:custody,CNY,10.00");
    expect(await at("--as-of", "2001-01-01T00:00:00Z")).toBe("");
  });

  it("prints each asset with its own decimals", async () => {
    const network = await createTestNetwork(database);
    const { name } = network.settings;
    const added = await tributary("asset", "add", "POINT", "--scale", "1", "--network", name);
    expect(added).toEqual({ code: 0, stdout: `${name}: POINT with 1 decimals\n`, stderr: [] });
    const points = { kind: "CASHBACK", rate: "0.25", basis: "GROSS", asset: "POINT" };
    await fillNetwork(network, { plan: { ...PLAN, rules: [...PLAN.rules, points] } });
    await new Lanes().of(network).submit([order("P-1", { buyer: "B-1" })]);
    const { stdout } = await tributary("balances", "--network", name, "--format", "csv");
    expect(stdout).toContain("expenses:cashback,POINT,2.5\n");
    expect(stdout).toContain("liabilities:buyer:B-1,POINT,-2.5\n");
    expect(stdout).toContain("assets:custody,CNY,10.00\n");
  });

  it("refuses a time without an offset, and a format beside JSON", async () => {
    const noTime = await tributary("balances", "--as-of", "2026-01-01");
    expect(noTime).toMatchObject({ code: 1, stdout: "" });
    expect(noTime.stderr).toEqual([
      '--as-of: "2026-01-01" is not a time with an offset, like 2026-01-31T08:00:00+08:00',
    ]);
    const both = await tributary("balances", "--json", "--format", "csv");
    expect(both).toMatchObject({ code: 1, stdout: "" });
    expect(both.stderr.length).toBe(1);
  });
});

describe("verify", () => {
  it("ends with 0 for a book that is right", async () => {
    const { settings } = await settledNetwork("V-1", "V-2");
    const ran = await tributary("verify", "--network", settings.name);
    expect(ran).toMatchObject({ code: 0, stderr: [] });
    expect(ran.stdout).toMatch(/: \d+ transactions, \d+ postings, 2 settlements: no mismatch\n$/);
  });

  it("ends with 1 and a line for each mismatch", async () => {
    const network = await settledNetwork("V-1", "V-2");
    const pool = await database.pool();
    const table = `"${network.schema}".posting`;
    await pool.query(`alter table ${table} disable trigger all`);
    await pool.query(
      `update ${table} set amount = amount + 1 where line = 1 and seq = (select max(seq) from ${table})`,
    );
    const { name } = network.settings;
    const ran = await tributary("verify", "--network", name, "--json");
    expect(ran.code).toBe(1);
    const { mismatches } = JSON.parse(ran.stdout) as { mismatches: string[] };
    expect(mismatches.length).toBeGreaterThan(1);
    expect(ran.stderr).toEqual(mismatches.map((mismatch) => `${name}: ${mismatch}`));
  });
});

describe("token", () => {
  it("is signed for its role, and holds as long as it says", async () => {
    const args = [
      "--role",
      "DISTRIBUTOR",
      "--distributor",
      "D-1",
      "--network",
      "east",
      "--expires",
      "30m",
    ];
    const { code, stdout } = await tributary("token", ...args);
    expect(code).toBe(0);
    const { payload } = await jwtVerify(stdout.trim(), new TextEncoder().encode(AUTH_SECRET));
    expect(payload).toMatchObject({
      sub: "distributor",
      role: "DISTRIBUTOR",
      distributor: "D-1",
      network: "east",
    });
    expect(payload.exp! - payload.iat!).toBe(1_800);
  });

  it("holds for 12 hours in the network default unless told otherwise", async () => {
    const { stdout } = await tributary("token", "--role", "AUDITOR", "--sub", "Ms Li");
    const { payload } = await jwtVerify(stdout.trim(), new TextEncoder().encode(AUTH_SECRET));
    expect(payload).toMatchObject({ sub: "Ms Li", role: "AUDITOR", network: "default" });
    expect(payload.exp! - payload.iat!).toBe(12 * 3_600);
  });

  const FAULTS: [args: string[], why: string][] = [
    [[], "error: required option '--role <role>' not specified"],
    [
      ["--role", "BOSS"],
      "error: option '--role <role>' argument 'BOSS' is invalid. Allowed choices are ADMIN, FINANCE, AUDITOR, DISTRIBUTOR, SUPPLIER.",
    ],
    [["--role", "SUPPLIER"], "supplier: the role SUPPLIER needs the code of one"],
    [
      ["--role", "ADMIN", "--expires", "1y"],
      'expires: "1y" is not a time like 90s, 30m, 12h or 7d, at most 366 days',
    ],
  ];

  it.each(FAULTS)("of %j is refused", async (args, why) => {
    expect(await tributary("token", ...args)).toEqual({ code: 1, stdout: "", stderr: [why] });
  });
});

describe("every command", () => {
  const COMMANDS = [
    ...[
      "serve",
      "migrate",
      "network create",
      "asset add",
      "import distributors",
      "import products",
    ],
    ...["ladder publish", "ladder validate", "ladder compare", "ladder withdraw"],
    ...["plan publish", "plan validate", "plan compare", "plan withdraw", "settle"],
    ...["balances", "compliance", "verify", "token", "watch"],
  ];

  it.each(COMMANDS)("%s has help", async (command) => {
    const ran = await tributary(...command.split(" "), "--help");
    expect(ran).toMatchObject({ code: 0, stderr: [] });
    expect(ran.stdout).toMatch(new RegExp(`^Usage: tributary ${command} `));
  });

  it.each(COMMANDS)("%s refuses what it does not know, in one line", async (command) => {
    const ran = await tributary(...command.split(" "), "--nothing");
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr.length).toBe(1);
    expect(ran.stderr[0]).toMatch(/^error: /);
  });

  it("is listed by the program, which without one ends with 1", async () => {
    expect(await tributary("--help")).toMatchObject({ code: 0, stderr: [] });
    expect((await tributary()).code).toBe(1);
    expect(await tributary("setle")).toEqual({
      code: 1,
      stdout: "",
      stderr: ["error: unknown command 'setle' (Did you mean settle?)"],
    });
  });
});
