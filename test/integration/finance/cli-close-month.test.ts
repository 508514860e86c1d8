// `tributary close month` and `tributary reopen` on a real database.
import { afterAll, beforeAll, expect, it } from "vitest";
import { verifyNetwork } from "../../../src/books/store/verify-network.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database } from "../../../src/database/database.ts";
import { tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, LADDER, order, PLAN } from "../../support/sample.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const BEGIN = "2020-01-01T00:00:00+08:00";

it("checks, closes, reopens, and says why not", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network, {
    ladder: { ...LADDER, effectiveFrom: BEGIN, downgrade: { policy: "ONE_STEP" } },
    plan: { ...PLAN, effectiveFrom: BEGIN, release: { days: 2 } },
  });
  await new Lane(network).submit([order("a", { occurredAt: "2020-01-15T12:00:00+08:00" })]);
  const { name } = network.settings;
  const run = (...args: string[]) => tributary(...args, "--network", name);
  const due =
    /2020-01 has 3 releases due in it or before that are not released, 0\.\d\d CNY in all$/;
  const checked = await run("close", "month", "2020-01", "--check");
  expect(checked).toMatchObject({ code: 1, stderr: [expect.stringMatching(due)] });
  expect(checked.stdout.split("\n")).toEqual([
    `${name}: 2020-01 cannot be closed`,
    "note: 2020-01 has a window of tiers that is not closed",
    "",
  ]);
  expect(await run("close", "month", "2020-01")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: [expect.stringMatching(due)],
  });
  await run("release");
  await run("close", "window", "2020-01");
  expect(await run("close", "month", "2020-01", "--check")).toEqual({
    code: 0,
    stdout: `${name}: 2020-01 can be closed\n`,
    stderr: [],
  });
  for (let times = 0; times < 2; times += 1) {
    expect(await run("close", "month", "2020-01")).toEqual({
      code: 0,
      stdout: expect.stringMatching(/: 2020-01 is closed, with the totals of \d accounts\n$/),
      stderr: [],
    });
  }
  const { stdout } = await run("close", "month", "2020-01", "--check", "--json");
  expect(JSON.parse(stdout)).toEqual({
    ...{ network: name, month: "2020-01", closed: true, transaction: expect.any(Number) },
    ...{ accounts: expect.any(Number), obstacles: [], warnings: [] },
  });
  expect((await run("reopen", "2020-01")).code).toBe(1);
  expect(await run("reopen", "2020-01", "--reason", "a late statement")).toEqual({
    code: 0,
    stdout: `${name}: 2020-01 is open again\n`,
    stderr: [],
  });
  const audit = await run("audit", "--json");
  expect(audit.stdout).toContain("a late statement");
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});
