// `tributary watch` on a running server: every event once and in order, also when the server goes away and comes back.
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WORKER } from "../../../src/app.ts";
import { lanes } from "../../../src/commission/orders/lane/service.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { features } from "../../../src/features.ts";
import { openServices } from "../../../src/platform/app.ts";
import { signToken } from "../../../src/platform/graphql/auth.ts";
import { type RunningServer, startServer } from "../../../src/platform/graphql/server.ts";
import { loadApi } from "../../../src/platform/load-api.ts";
import type { Services } from "../../../src/platform/services.ts";
import { AUTH_SECRET, Running, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order } from "../../support/sample.ts";

const WAIT = { timeout: 15_000, interval: 20 };

interface Line {
  readonly event: string;
  readonly cursor: string;
  readonly settlement: { readonly ref: string };
  readonly distributor?: { readonly code: string };
}

let database: Database;
let network: Network;
let services: Services;
let server: RunningServer | undefined;
const started: Running[] = [];
beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  await fillNetwork(network);
  await serve();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.interrupt()));
});
afterAll(async () => {
  await stop();
  await database.close();
});

async function serve(port = 0): Promise<void> {
  services = openServices(database, features, WORKER);
  const log = pino({ level: "silent" });
  server = await startServer(services, {
    built: await loadApi(features),
    host: "127.0.0.1",
    port,
    authSecret: AUTH_SECRET,
    log,
  });
}

async function stop(): Promise<void> {
  await server?.close();
  await services.feeds.close();
  server = undefined;
}

function watch(...args: string[]): Running {
  const running = new Running(["watch", "--url", server!.url, ...args]);
  started.push(running);
  return running;
}

function watchNetwork(...args: string[]): Running {
  return watch("--network", network.settings.name, ...args);
}

async function settle(...refs: string[]): Promise<void> {
  await services
    .get(lanes)
    .of(network)
    .submit(refs.map((ref) => order(ref)));
}

/** A table of the network's under another name: what reads it fails. */
async function rename(table: string, name: string): Promise<void> {
  const pool = await database.pool();
  await pool.query(`alter table "${network.schema}"."${table}" rename to "${name}"`);
}

function linesOf(running: Running): Line[] {
  return running.stdout.map((line) => JSON.parse(line) as Line);
}

/** What a whole replay prints: the order that any other way of watching has to keep. */
async function allLines(): Promise<readonly string[]> {
  const first = Buffer.from("e:0:0").toString("base64url");
  const running = watchNetwork("--after", first);
  const head = await tributary("verify", "--network", network.settings.name, "--json");
  const { settlements } = JSON.parse(head.stdout) as { settlements: number };
  await expect
    .poll(() => linesOf(running).filter(({ event }) => event === "settlementPosted").length, WAIT)
    .toBe(settlements);
  await expect.poll(() => linesOf(running).at(-1)?.event, WAIT).toBe("earningPosted");
  return (await running.interrupt()).stdout.split("\n").slice(0, -1);
}

describe("watching", () => {
  it("prints what happens from now on, and ends well when it is told to", async () => {
    await settle("W-0");
    const running = watchNetwork();
    await expect.poll(() => services.feeds.subscribers, WAIT).toBe(5);
    await settle("W-1", "W-2");
    await expect.poll(() => linesOf(running).at(-1)?.settlement.ref, WAIT).toBe("W-2");
    const [first] = linesOf(running);
    expect(first).toEqual({
      event: "settlementPosted",
      cursor: expect.any(String),
      occurredAt: "2026-01-15T04:00:00.000Z",
      recordedAt: expect.any(String),
      settlement: {
        ref: "W-1",
        product: { code: "QB-10" },
        quantity: 1,
        seller: { code: "E" },
        supplier: { code: "S001" },
        gross: { amount: "10.00", asset: "CNY" },
      },
    });
    expect(await running.interrupt()).toMatchObject({ code: 0, stderr: [] });
  });

  it("goes on after any line without a gap", async () => {
    await settle("G-1", "G-2", "G-3");
    const all = await allLines();
    const at = all.length - 7;
    const { cursor } = JSON.parse(all[at]!) as Line;
    const running = watchNetwork("--after", cursor);
    await expect.poll(() => running.stdout.length, WAIT).toBe(6);
    await settle("G-4");
    await expect.poll(() => linesOf(running).at(-1)?.settlement.ref, WAIT).toBe("G-4");
    await expect.poll(() => linesOf(running).at(-1)?.distributor?.code, WAIT).toBe("C");
    expect(running.stdout).toEqual((await allLines()).slice(at + 1));
  });

  it("comes back to a server that was away, and prints what happened meanwhile", async () => {
    await settle("R-1");
    const { cursor } = JSON.parse((await allLines()).at(-1)!) as Line;
    const running = watchNetwork("--after", cursor);
    await settle("R-2");
    await expect.poll(() => linesOf(running).at(-1)?.distributor?.code, WAIT).toBe("C");
    const port = Number(new URL(server!.url).port);
    await stop();
    await settle("R-3", "R-4");
    await expect.poll(() => running.stderr.length, WAIT).toBeGreaterThan(1);
    await serve(port);
    await settle("R-5");
    await expect.poll(() => linesOf(running).at(-1)?.settlement.ref, WAIT).toBe("R-5");
    await expect.poll(() => linesOf(running).at(-1)?.distributor?.code, WAIT).toBe("C");
    const refs = linesOf(running).filter(({ event }) => event === "settlementPosted");
    expect(refs.map(({ settlement }) => settlement.ref)).toEqual(["R-2", "R-3", "R-4", "R-5"]);
    const all = await allLines();
    expect(running.stdout).toEqual(all.slice(-running.stdout.length));
    expect(running.stderr[0]).toMatch(/: the server is shutting down: reconnecting in 0\.25 s$/);
    expect(running.stderr[1]).toMatch(/ECONNREFUSED.*: reconnecting in 0\.5 s$/);
  });

  it("comes back after the server could not answer, and prints each event once and whole", async () => {
    const { cursor } = JSON.parse((await allLines()).at(-1)!) as Line;
    const running = watchNetwork("--after", cursor);
    await settle("B-1");
    await expect.poll(() => linesOf(running).at(-1)?.distributor?.code, WAIT).toBe("C");
    await rename("supplier", "away");
    await settle("B-2");
    await expect.poll(() => running.stderr.length, WAIT).toBeGreaterThan(1);
    expect(linesOf(running).at(-1)?.settlement.ref).toBe("B-1");
    await rename("away", "supplier");
    await expect.poll(() => linesOf(running).at(-1)?.settlement.ref, WAIT).toBe("B-2");
    await expect.poll(() => linesOf(running).at(-1)?.distributor?.code, WAIT).toBe("C");
    expect(running.stdout).toEqual((await allLines()).slice(-running.stdout.length));
    expect(running.stderr[0]).toMatch(/: internal error; .*: reconnecting in 0\.25 s$/);
    expect(running.stderr[1]).toMatch(/: reconnecting in 0\.5 s$/);
  });

  it("shows a distributor and a supplier what is theirs", async () => {
    const first = Buffer.from("e:0:0").toString("base64url");
    const name = network.settings.name;
    const d = await signToken(AUTH_SECRET, {
      role: "DISTRIBUTOR",
      distributor: "C",
      network: name,
    });
    const s = await signToken(AUTH_SECRET, { role: "SUPPLIER", supplier: "S001", network: name });
    const [mine, goods] = [
      watch("--token", d, "--after", first),
      watch("--token", s, "--after", first),
    ];
    await settle("V-1");
    await expect.poll(() => linesOf(mine).at(-1)?.settlement.ref, WAIT).toBe("V-1");
    await expect.poll(() => linesOf(goods).at(-1)?.settlement.ref, WAIT).toBe("V-1");
    expect(
      new Set(linesOf(mine).map(({ event, distributor }) => `${event} ${distributor?.code}`)),
    ).toEqual(new Set(["earningPosted C"]));
    expect(new Set(linesOf(goods).map(({ event }) => event))).toEqual(
      new Set(["settlementPosted"]),
    );
    expect(linesOf(goods)[0]!.settlement).toEqual({
      ref: expect.any(String),
      product: { code: "QB-10" },
      quantity: 1,
      supplier: { code: "S001" },
    });
  });
});

describe("watching in vain", () => {
  it("with a token that expires meanwhile ends then", async () => {
    const name = network.settings.name;
    const token = await signToken(AUTH_SECRET, { role: "AUDITOR", network: name }, "2s");
    const ran = await watch("--token", token).ended;
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toEqual([expect.stringMatching(/^ws:.*: the token has expired$/)]);
  });

  const FAULTS: Record<string, { args: () => Promise<string[]>; why: RegExp }> = {
    "with a token that another secret has signed": {
      args: async () => ["--token", await signToken("x".repeat(40), { role: "ADMIN" })],
      why: /^ws:.*: the token is not valid$/,
    },
    "with a token that has expired": {
      args: async () => {
        const token = await signToken(AUTH_SECRET, { role: "ADMIN" }, "1s");
        await new Promise((resolve) => setTimeout(resolve, 2_100));
        return ["--token", token];
      },
      why: /^ws:.*: the token has expired$/,
    },
    "with what is no token": {
      args: async () => ["--token", "abc"],
      why: /^--token: is not a token of this API; give one that `tributary token` printed$/,
    },
    "in a network that is not there": {
      args: async () => ["--network", "nowhere"],
      why: /^ws:.*: the token names a network that does not exist$/,
    },
    "after what is no cursor": {
      args: async () => ["--after", "abc", "--network", network.settings.name],
      why: /^after: "abc" is not a cursor$/,
    },
    "without a server": {
      args: async () => ["--url", "http://127.0.0.1:1"],
      why: /^ws:\/\/127\.0\.0\.1:1\/graphql: .*ECONNREFUSED/,
    },
    "at what is no URL": {
      args: async () => ["--url", "nowhere"],
      why: /^--url: "nowhere" is not a URL like/,
    },
  };

  it.each(Object.entries(FAULTS))("%s fails with the reason", async (_, { args, why }) => {
    const ran = await tributary("watch", "--url", server!.url, ...(await args()));
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toEqual([expect.stringMatching(why)]);
  });
});
