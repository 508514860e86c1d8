// `tributary refund` and `tributary release` on a real database.
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

it("refunds a file of orders, refuses rows by themselves, and does nothing twice", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network);
  await new Lane(network).submit([order("a", { quantity: "3" }), order("b")]);
  const name = ["--network", network.settings.name];
  const file = await folder.write(
    "refunds.csv",
    `ref,order_ref,occurred_at,quantity
r1,a,2026-01-20T00:00:00+08:00,1
r2,nothing,2026-01-20T00:00:00+08:00,1
r3,b,2026-01-20T00:00:00+08:00,2
r4,b,2026-01-20T00:00:00+08:00,1
`,
  );
  const first = await tributary("refund", file, ...name, "--json");
  expect(first.code).toBe(3);
  expect(JSON.parse(first.stdout)).toMatchObject({ settled: 2, repeated: 0, refused: 2 });
  const told = first.stderr.join("\n");
  expect(told).toContain('refunds.csv:3: order_ref: no order "nothing"');
  expect(told).toContain(
    "refunds.csv:4: quantity: 2 is more than what is left to refund, 1 of the order's 1",
  );
  const again = await tributary("refund", file, ...name, "--json");
  expect(JSON.parse(again.stdout)).toMatchObject({ settled: 0, repeated: 2, refused: 2 });
  expect((await tributary("verify", ...name)).code).toBe(0);
});

it("releases what is due by hand, once", async () => {
  const network = await createTestNetwork(database);
  await fillNetwork(network, { plan: { ...PLAN, release: { days: 1 } } });
  await new Lane(network).submit([order("a")]);
  const run = (...until: string[]) =>
    tributary("release", ...until, "--network", network.settings.name);
  expect((await run("--until", "2026-01-15T23:59:59+08:00")).stdout).toContain("0 released");
  expect((await run("--until", "2026-01-16T00:00:00+08:00")).stdout).toContain("3 released");
  expect((await run()).stdout).toContain("0 released");
  expect(await run("--until", "tomorrow")).toMatchObject({ code: 1 });
});
