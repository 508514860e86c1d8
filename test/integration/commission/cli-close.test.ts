// `tributary close window` on a real database.
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "../../../src/database/database.ts";
import { tributary } from "../../support/cli.ts";
import { openTestDatabase } from "../../support/network.ts";
import { openTiered, tiers, verified } from "../../support/tiered.ts";

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it("closes one month after another, and the same again does nothing", async () => {
  const effectiveFrom = "2020-01-01T00:00:00+08:00";
  const network = await openTiered(database, { policy: "ONE_STEP" }, { effectiveFrom });
  const { name } = network.settings;
  const run = (...args: string[]) => tributary("close", "window", ...args, "--network", name);
  expect(await run("2020-01")).toEqual({
    code: 0,
    stdout: `${name}: 2020-01 is closed, 0 downgraded\n`,
    stderr: [],
  });
  expect(await run("January")).toMatchObject({
    code: 1,
    stderr: ['month: "January" is not a month, like 2026-01'],
  });
  expect(await run("2020-03")).toEqual({
    code: 1,
    stdout: "",
    stderr: ["month: 2020-03 cannot be closed yet; the next one is 2020-02"],
  });
  // They joined later.
  for (const month of ["2020-01", "2020-02"]) expect((await run(month)).code).toBe(0);
  const { stdout } = await run("2020-02", "--json");
  expect(JSON.parse(stdout)).toEqual({
    ...{ network: name, month: "2020-02", ladder: 1, downgraded: 0 },
    seq: expect.any(Number),
  });
  expect(await tiers(network)).toEqual(["A CORE", "B GOLD", "E AGENT"]);
  expect(await verified(network)).toEqual([]);
});

it("says which months it takes", async () => {
  const help = await tributary("close", "window", "--help");
  expect(help.code).toBe(0);
  expect(help.stdout).toContain("such as 2026-01; it must have ended");
});
