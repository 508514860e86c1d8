// `tributary audit` and `tributary verify --against` on a real database.
import { userInfo } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { Folder, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order, PLAN } from "../../support/sample.ts";

let database: Database;
let folder: Folder;
let network: Network;
let name: string[];
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
  network = await createTestNetwork(database);
  name = ["--network", network.settings.name];
  await fillNetwork(network);
  await new Lane(network).submit([order("a")]);
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

it("prints each act with who did it; a text that a spreadsheet would run stands behind a quote", async () => {
  const plan = { ...PLAN, name: "=1+1", effectiveFrom: "2998-01-01T00:00:00Z" };
  await tributary(
    "plan",
    "publish",
    await folder.write("plan.json", JSON.stringify(plan)),
    ...name,
  );
  await tributary("plan", "withdraw", "2", "--reason", "=HYPERLINK(1)", ...name);
  const csv = (await tributary("audit", ...name)).stdout.trim().split("\n");
  expect(csv[0]).toBe("seq,recorded_at,kind,ref,sub,role,token,reason,request");
  expect(csv.at(-1)).toContain(
    `,PLAN_WITHDRAWAL,2,${userInfo().username},COMMAND_LINE,,'=HYPERLINK(1),`,
  );
  expect(csv.some((line) => line.includes(",SETTLEMENT,"))).toBe(false);
  const json = (await tributary("audit", "--json", ...name)).stdout.trim().split("\n");
  expect(JSON.parse(json.at(-1)!)).toMatchObject({
    kind: "PLAN_WITHDRAWAL",
    by: { role: "COMMAND_LINE" },
    reason: "=HYPERLINK(1)",
    request: { version: 2 },
  });
  const none = await tributary("audit", "--from", "2999-01-01T00:00:00Z", ...name);
  expect(none.stdout.trim()).toBe(csv[0]);
});

it("a head that was written down is found again in a book that went on, and in no other", async () => {
  const printed = (await tributary("verify", "--json", ...name)).stdout;
  const file = await folder.write("head.json", printed);
  await new Lane(network).submit([order("b"), order("c")]);
  expect(await tributary("verify", "--against", file, ...name)).toMatchObject({
    code: 0,
    stderr: [],
  });
  const { head } = JSON.parse(printed) as { head: { seq: number; hash: string } };
  const forged = { ...head, hash: "0".repeat(64) };
  const other = await folder.write("other.json", JSON.stringify(forged));
  const told = await tributary("verify", "--against", other, ...name);
  expect(told.code).toBe(1);
  expect(told.stderr[0]).toContain(`the book does not go through ${head.seq} 0000`);
  const broken = await folder.write("broken.json", '{ "seq": 1 }');
  expect((await tributary("verify", "--against", broken, ...name)).stderr[0]).toMatch(
    /broken\.json: .*has no head: a seq and a hash/,
  );
});
