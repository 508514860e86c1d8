// `tributary programme` and `tributary close programme` on a real database.
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database } from "../../../src/database/database.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order, PLAN } from "../../support/sample.ts";

let database: Database;
let folder: Folder;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

const PROGRAMME = {
  code: "2026-monthly",
  supplier: "S001",
  effectiveFrom: "2026-01-01",
  period: "MONTH",
  method: "RETROACTIVE",
  bands: [{ over: "100.00", rate: "0.03" }],
};

it("checks, publishes and closes, with the statement", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, rules: [] } });
  const name = ["--network", network.settings.name];
  const faulty = await folder.write(
    "faulty.json",
    JSON.stringify([PROGRAMME, { ...PROGRAMME, bands: [{ over: "-1", rate: "2" }] }]),
  );
  const refused = await tributary("programme", "validate", faulty, ...name);
  expect(refused.code).toBe(1);
  expect(refused.stderr.join("\n")).toContain('faulty.json: [1].bands[0].over: "-1" is below 0');
  expect(refused.stderr.join("\n")).toContain('faulty.json: [1].bands[0].rate: "2" is above 1');

  const file = await folder.write("programme.json", JSON.stringify(PROGRAMME));
  const published = await tributary("programme", "publish", file, ...name);
  expect(published.stdout).toContain("published as programme 2026-monthly version 1");
  await new Lane(network).submit([order("a", { unitPrice: "500.00", supplyPrice: "300.00" })]);

  const early = await tributary("close", "programme", "2026-monthly", "2999-01", ...name);
  expect(early).toMatchObject({
    code: 1,
    stderr: [expect.stringContaining("period: 2999-01 ends at")],
  });
  const closed = await tributary(
    "close",
    "programme",
    "2026-monthly",
    "2026-01",
    ...name,
    "--json",
  );
  expect(JSON.parse(closed.stdout)).toEqual({
    programme: "2026-monthly",
    period: "2026-01",
    transaction: expect.any(Number),
    volume: "300.00",
    opening: "0.00",
    orders: "9.00",
    trueUps: "0.00",
    refunds: "0.00",
    closing: "9.00",
    shortfall: "0.00",
    late: "0.00",
  });
  const told = await tributary("close", "programme", "2026-monthly", "2026-01", ...name);
  expect(told.stdout).toContain("2026-monthly 2026-01 closed");
  expect(told.stdout).toMatch(/closing +9\.00/);
  const later = { ...PROGRAMME, effectiveFrom: "2998-01-01", bands: [{ over: "0", rate: "0.01" }] };
  const draft = await folder.write("later.json", JSON.stringify(later));
  const compared = await tributary("programme", "compare", draft, ...name);
  expect(compared.stdout.split("\n").slice(0, 2)).toEqual([
    `${draft}: compared with programme 1`,
    "  band 1: over 100.00 → 0",
  ]);
  await tributary("programme", "publish", draft, ...name);
  const taken = await tributary(
    "programme",
    "withdraw",
    "2026-monthly",
    "2",
    "--reason",
    "no",
    ...name,
  );
  expect(taken.stdout).toContain("programme 2026-monthly version 2 is withdrawn");
  expect((await tributary("verify", ...name)).code).toBe(0);
});
