// Exports as jobs: made in the background, fetched by a link with the token of whoever asked, and gone after a while.

import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Database, Network } from "../../src/database/database.ts";
import { EXPORT, type Export, Exports } from "../../src/finance/exports/store/exports.ts";
import { removeExpired } from "../../src/platform/jobs/clean-up.ts";
import { JobChunk } from "../../src/platform/jobs/entities.ts";
import { Jobs } from "../../src/platform/jobs/jobs.ts";
import { migrateQueue } from "../../src/platform/jobs/queue.ts";
import { exported } from "../support/bookkeepers.ts";
import { createScratchDatabase, createTestNetwork, openTestDatabase } from "../support/network.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { Served, tokenFor } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";

const CREATE =
  "mutation ($input: ExportCreateInput!) { exportCreate(input: $input) { export { id status url } userErrors { field message code } } }";
const LOOK =
  "query ($id: ID!) { export(id: $id) { format status progress url sha256 manifest expiresAt failure } }";

let served: Served;
let network: Network;
let finance: string;
/** A database whose jobs are done only by the servers that a test starts. */
let idle: { readonly database: Database; readonly network: Network };
const scratches: Scratch[] = [];
beforeAll(async () => {
  scratches.push(await createScratchDatabase(), await createScratchDatabase());
  served = await Served.openWorking(scratches[0]!.url);
  const database = await openTestDatabase({ url: scratches[1]!.url });
  await migrateQueue(database);
  idle = { database, network: await createTestNetwork(database) };
  network = await served.network();
  await fillNetwork(network);
  finance = await tokenFor(network, { role: "FINANCE", sub: "li" });
  const march = { occurredAt: "2026-03-01T00:00:00+08:00" };
  await served.app.services
    .get(lanes)
    .of(network)
    .submit([order("o-1"), order("o-2", march)]);
});
afterAll(async () => {
  await served.close();
  await idle.database.close();
  for (const scratch of scratches) await scratch.drop();
});

interface Made {
  readonly id: string;
  readonly status: string;
  readonly url: string | null;
  readonly sha256: string;
  readonly expiresAt: string;
  readonly progress: number;
  readonly manifest: object;
  readonly failure: string | null;
}

async function create(input: object, token = finance) {
  const { body } = await served.ask(token, CREATE, { input });
  return body.data!.exportCreate as { export: Made | null; userErrors: object[] };
}

async function ended(id: string): Promise<Made> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const { body } = await served.ask(finance, LOOK, { id });
    const made = body.data!.export as Made;
    if (made.status !== "RUNNING") return made;
    await sleep(20);
  }
  throw new Error("it does not end");
}

function fetchExport(url: string, token?: string): Promise<Response> {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return fetch(new URL(url, served.url), { headers });
}

test("an export is made, and fetched by whoever asked for it and nobody else", async () => {
  const { export: begun, userErrors } = await create({ format: "HLEDGER", to: "2026-01-31" });
  expect([userErrors, begun!.status, begun!.url]).toEqual([[], "RUNNING", null]);
  const made = await ended(begun!.id);
  const { text, manifest } = await exported(network, { format: "hledger", to: "2026-01-31" });
  const { sha256 } = manifest;
  const url = `/exports/${begun!.id}`;
  expect(made).toMatchObject({ status: "DONE", progress: 1, url, sha256, manifest });
  const inAnHour = Date.parse(made.expiresAt) - Date.now();
  expect(inAnHour).toBeGreaterThan(3_500_000);
  expect(inAnHour).toBeLessThanOrEqual(3_600_000);

  const answer = await fetchExport(url, finance);
  const bytes = await answer.text();
  expect([answer.status, bytes]).toEqual([200, text]);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
  expect(answer.headers.get("repr-digest")).toBe(
    `sha-256=:${Buffer.from(sha256, "hex").toString("base64")}:`,
  );

  const stranger = await served.network();
  const others = {
    nobody: undefined,
    "no token": "x",
    colleague: await tokenFor(network, { role: "FINANCE", sub: "wang" }),
    "another network's": await tokenFor(stranger, { role: "FINANCE", sub: "li" }),
    distributor: await tokenFor(network, { role: "DISTRIBUTOR", distributor: "E", sub: "li" }),
  };
  const statuses = Object.entries(others).map(async ([name, token]) => {
    return [name, (await fetchExport(url, token)).status];
  });
  expect(Object.fromEntries(await Promise.all(statuses))).toEqual({
    ...{ nobody: 401, "no token": 401, colleague: 404, "another network's": 404 },
    distributor: 403,
  });
  const { body } = await served.ask(others.colleague, LOOK, { id: begun!.id });
  expect(body.data).toEqual({ export: null });
  expect((await fetchExport("/exports/none", finance)).status).toBe(404);
  expect((await fetchExport("/exports/..%2f..%2fetc%2fpasswd", finance)).status).toBe(404);
});

test("a spreadsheet and vouchers are made as well, and say what they are", async () => {
  const { export: sheet } = await create({ format: "XLSX", account: "assets:custody" });
  expect(await ended(sheet!.id)).toMatchObject({ status: "DONE", manifest: { transactions: 2 } });
  const answer = await fetchExport(`/exports/${sheet!.id}`, finance);
  expect(answer.headers.get("content-type")).toContain("spreadsheetml");
  expect(answer.headers.get("content-disposition")).toMatch(/\.xlsx"$/);
  expect(
    Buffer.from(await answer.arrayBuffer())
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");

  const { export: vouchers } = await create({ format: "YONYOU", by: "TRANSACTION" });
  await ended(vouchers!.id);
  const file = await fetchExport(`/exports/${vouchers!.id}`, finance);
  expect(file.headers.get("content-type")).toBe("text/plain; charset=gbk");
  const text = new TextDecoder("gbk").decode(await file.arrayBuffer());
  const told = new Set(text.match(/订单分账 o-\d/g));
  expect([...told]).toEqual(["订单分账 o-1", "订单分账 o-2"]);
});

test("what cannot be exported is said where it fails, what is asked for wrongly is refused", async () => {
  const accounts = [{ account: "assets:custody", code: "1012", name: "x" }];
  const mapping = {
    ...{ voucherWord: "记", preparedBy: "x", accounts },
    currencies: { CNY: { code: "RMB", name: "x" } },
  };
  const { export: begun } = await create({ format: "KINGDEE", mapping });
  const failed = await ended(begun!.id);
  expect(failed).toMatchObject({ status: "FAILED", url: null });
  expect(failed.failure).toContain("liabilities:supplier:* is not mapped (1 in total, for example");
  expect(await create({ format: "YONYOU", mapping: { ...mapping, accounts: [] } })).toMatchObject({
    export: null,
    userErrors: [{ field: "mapping.accounts", code: "INVALID" }],
  });
  expect(await create({ format: "CSV", account: "assets:custody" })).toMatchObject({
    userErrors: [{ field: "account", code: "INVALID" }],
  });
});

test("days that cannot be are refused by their field", async () => {
  expect(await create({ format: "CSV", from: "2026-02-30" })).toMatchObject({
    export: null,
    userErrors: [{ field: "from", code: "INVALID" }],
  });
  expect(await create({ format: "CSV", from: "2026-02-01", to: "2026-01-01" })).toMatchObject({
    userErrors: [{ field: "to", code: "INVALID" }],
  });
});

const CSV = { format: "csv" } as const;

/** The exports of one more server, which works only once it is told to. */
function addServer(kind = EXPORT): { jobs: Jobs; exports: Exports } {
  const jobs = new Jobs(idle.database, [kind]);
  return { jobs, exports: new Exports(jobs, kind) };
}

async function done(exports: Exports, id: string): Promise<Export | undefined> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const found = await exports.find(idle.network, "li", id);
    if (found?.status !== "RUNNING") return found;
    await sleep(10);
  }
  return undefined;
}

async function pieces(): Promise<number> {
  return idle.network.unitOfWork((em) => em.count(JobChunk));
}

test("no more than two wait or are made at once, and no more than twenty are kept", async () => {
  const { jobs, exports } = addServer();
  const { network: own } = idle;
  const both = [await exports.start(own, "li", CSV), await exports.start(own, "li", CSV)];
  await expect(exports.start(own, "li", CSV)).rejects.toMatchObject({
    code: "BUSY",
    message: expect.stringMatching(/^2 exports of this network are waiting or running already/),
  });
  await jobs.work();
  for (const { id } of both) expect((await done(exports, id))?.status).toBe("DONE");
  for (let count = 2; count < 21; count += 1) {
    await done(exports, (await exports.start(own, "li", CSV)).id);
  }
  expect(await exports.find(own, "li", both[0]!.id)).toBeUndefined();
  expect((await exports.find(own, "li", both[1]!.id))?.status).toBe("DONE");
  expect(await pieces()).toBe(20);
  await jobs.close();
});

test("an export expires with its file, and closing hands back what is made and takes no more", async () => {
  const { jobs, exports } = addServer({ ...EXPORT, keepMs: 4_000 });
  await jobs.work();
  const { id } = await exports.start(idle.network, "li", CSV);
  expect((await done(exports, id))?.status).toBe("DONE");
  const before = await pieces();
  await vi.waitFor(async () => {
    expect(await exports.find(idle.network, "li", id)).toBeUndefined();
  }, 10_000);
  await removeExpired(idle.network, new Date());
  expect(await pieces()).toBe(before - 1);
  await jobs.close();
  await expect(exports.start(idle.network, "li", CSV)).rejects.toThrow(/the server is stopping/);

  const [giving, taking] = [addServer(), addServer()];
  const unfinished = await giving.exports.start(idle.network, "li", CSV);
  await giving.jobs.work();
  await giving.jobs.close();
  expect(["RUNNING", "DONE"]).toContain(
    (await taking.exports.find(idle.network, "li", unfinished.id))?.status,
  );
  await taking.jobs.work();
  expect((await done(taking.exports, unfinished.id))?.status).toBe("DONE");
  await taking.jobs.close();
});
