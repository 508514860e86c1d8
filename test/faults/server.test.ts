// The server as a process: cold and warm starts, signals, kills, and what keeps it from starting.
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "graphql-ws";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { App } from "../../src/app.ts";
import { startEmbedded } from "../../src/database/embedded.ts";
import { signToken } from "../../src/platform/graphql/auth.ts";
import { createScratchDatabase } from "../support/network.ts";
import { postgresOf, ROOT, ServerProcess } from "../support/process.ts";
import { fillNetwork } from "../support/sample.ts";
import { orderInput, SECRET } from "../support/served.ts";
import type { Scratch } from "../support/server.ts";

const LIMIT_MS = 120_000;
const started: ServerProcess[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) {
    server.killGroup("SIGKILL");
    await server.ended;
  }
});

function start(settings: Record<string, string>, command?: readonly string[]): ServerProcess {
  const server = new ServerProcess(settings, command);
  started.push(server);
  return server;
}

async function ask(url: string, token: string, query: string, variables = {}) {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const body = JSON.stringify({ query, variables });
  const answer = await fetch(`${url}/graphql`, { method: "POST", headers, body });
  const { data, errors } = (await answer.json()) as { data: unknown; errors?: unknown };
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const SETTLE = "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { outcome } }";
const demoOrder = (ref: string) =>
  orderInput(ref, { seller: "CN-440305", occurredAt: "2026-11-20T12:00:00+08:00" });

async function settle(server: ServerProcess, ref: string) {
  const [url, token] = [await server.url(), await server.token("ADMIN_TOKEN")];
  return ask(url, token, SETTLE, { input: demoOrder(ref) });
}

/** The last transaction of the demo's book. */
async function lastSeq(server: ServerProcess) {
  const [url, token] = [await server.url(), await server.token("FINANCE_TOKEN")];
  const query = "{ ledgerTransactions(last: 1) { edges { node { seq hash } } } }";
  return ask(url, token, query);
}

describe("with the embedded PostgreSQL the server", () => {
  let base: string;
  let dataDir: string;
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), "tributary-server-"));
    // As root PostgreSQL runs as another user, who has to get in.
    await chmod(base, 0o755);
    dataDir = join(base, "data");
  });
  afterAll(async () => {
    const pid = postgresOf(dataDir);
    if (pid !== undefined) process.kill(pid, "SIGQUIT");
    await rm(base, { recursive: true, force: true, maxRetries: 5 });
  });

  it(
    "starts cold with the demo, serves, and stops whole on SIGTERM",
    async () => {
      const server = start({ DATA_DIR: dataDir });
      await server.url();
      expect(await settle(server, "cold-1")).toEqual({ orderSettle: { outcome: "SETTLED" } });
      expect(server.stdout).toMatch(/made and started/);
      expect(server.stdout).toMatch(/3352 distributors, 22 products, 3072 orders settled/);
      for (const name of ["FINANCE_TOKEN", "DISTRIBUTOR_TOKEN", "SUPPLIER_TOKEN"]) {
        const token = await server.token(name);
        expect(await ask(await server.url(), token, "{ me { role } }")).toEqual({
          me: { role: name.split("_")[0] },
        });
      }
      expect((await stat(join(dataDir, "auth.secret"))).mode & 0o777).toBe(0o600);
      server.kill("SIGTERM");
      expect(await server.ended).toBe(0);
      expect(server.stdout.trimEnd()).toMatch(/stopped$/);
      expect(server.stderr).toBe("");
      expect(postgresOf(dataDir)).toBeUndefined();
    },
    LIMIT_MS,
  );

  it(
    "starts warm with the data and the tokens as they were",
    async () => {
      const first = start({ DATA_DIR: dataDir });
      expect(await settle(first, "cold-1")).toEqual({ orderSettle: { outcome: "REPEATED" } });
      const [seq, token] = [await lastSeq(first), await first.token("ADMIN_TOKEN")];
      expect(first.stdout).not.toMatch(/demo network loaded/);
      first.kill("SIGINT");
      expect(await first.ended).toBe(0);
      const second = start({ DATA_DIR: dataDir });
      expect(await lastSeq(second)).toEqual(seq);
      expect(await ask(await second.url(), token, "{ me { role } }")).toEqual({
        me: { role: "ADMIN" },
      });
      second.kill("SIGTERM");
      expect(await second.ended).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    "loads a demo again that was cut short, and nothing twice",
    async () => {
      const before = start({ DATA_DIR: dataDir });
      const seq = await lastSeq(before);
      before.kill("SIGKILL");
      await before.ended;
      await writeFile(join(dataDir, "demo.loading"), "");
      const after = start({ DATA_DIR: dataDir });
      expect(await lastSeq(after)).toEqual(seq);
      expect(after.stdout).toMatch(/demo network loaded/);
      after.kill("SIGTERM");
      expect(await after.ended).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    "has live orders streamed to it by the demo, and the demo hears of each",
    async () => {
      const script = [process.execPath, join(ROOT, "dist/seeds/stream-demo.js")];
      const nowhere = start({ DATA_DIR: dataDir, PORT: "1" }, script);
      expect(await nowhere.ended).toBe(1);
      expect(nowhere.stderr).toMatch(/^no server is ready at http:\/\/127\.0\.0\.1:1 .*\n$/);
      const server = start({ DATA_DIR: dataDir });
      const some = ["--url", await server.url(), "--rate", "100", "--count", "20"];
      const demo = start({ DATA_DIR: dataDir }, [...script, ...some]);
      expect(await demo.ended).toBe(0);
      expect(demo.stdout).toMatch(/sent 20 orders that were settled and 0 that were refused/);
      expect(demo.stdout).toMatch(/heard of 20 settlements, \d+ earnings/);
      expect(demo.stdout).toMatch(/CN-1306 earned/);
      const endless = start({ DATA_DIR: dataDir }, [...script, ...some.slice(0, 2)]);
      await endless.said(/settled .* of /);
      server.kill("SIGTERM");
      expect(await server.ended).toBe(0);
      expect(await endless.ended).toBe(1);
      expect(endless.stderr).toMatch(/^http:\S+: the server is (going away|gone .*)\n$/);
    },
    LIMIT_MS,
  );

  it(
    "recovers after kill -9, and takes the running PostgreSQL over",
    async () => {
      const killed = start({ DATA_DIR: dataDir });
      expect(await settle(killed, "killed-1")).toEqual({ orderSettle: { outcome: "SETTLED" } });
      killed.kill("SIGKILL");
      expect(await killed.ended).toBe("SIGKILL");
      const pid = postgresOf(dataDir);
      expect(pid).toBeDefined();
      const next = start({ DATA_DIR: dataDir });
      expect(await settle(next, "killed-1")).toEqual({ orderSettle: { outcome: "REPEATED" } });
      expect(next.stdout).toMatch(/was running already/);
      expect(postgresOf(dataDir)).toBe(pid);
      next.kill("SIGTERM");
      expect(await next.ended).toBe(0);
      expect(postgresOf(dataDir)).toBeUndefined();
    },
    LIMIT_MS,
  );

  it(
    "recovers when PostgreSQL was killed with it",
    async () => {
      const killed = start({ DATA_DIR: dataDir });
      expect(await settle(killed, "killed-2")).toEqual({ orderSettle: { outcome: "SETTLED" } });
      killed.kill("SIGKILL");
      process.kill(postgresOf(dataDir)!, "SIGKILL");
      await killed.ended;
      const next = start({ DATA_DIR: dataDir });
      expect(await settle(next, "killed-2")).toEqual({ orderSettle: { outcome: "REPEATED" } });
      next.kill("SIGTERM");
      expect(await next.ended).toBe(0);
    },
    LIMIT_MS,
  );

  it.each<[string, (server: ServerProcess) => void]>([
    ["Ctrl-C, which the whole process group gets", (server) => server.killGroup("SIGINT")],
    ["SIGTERM to npm alone", (server) => server.kill("SIGTERM")],
  ])(
    "by npm start, stops whole on %s",
    async (_what, stop) => {
      const server = start({ DATA_DIR: dataDir }, ["npm", "start"]);
      await server.url();
      stop(server);
      await server.said(/stopped/);
      await server.ended;
      expect(server.stderr.replaceAll(/^npm .*\n/gm, "")).toBe("");
      expect(postgresOf(dataDir)).toBeUndefined();
    },
    LIMIT_MS,
  );

  it(
    "stops whole when the signal comes before it listens",
    async () => {
      const server = start({ DATA_DIR: dataDir });
      await server.said(/starting PostgreSQL/);
      server.kill("SIGTERM");
      expect(await server.ended).toBe(0);
      expect(server.stdout).not.toMatch(/listening/);
      expect(postgresOf(dataDir)).toBeUndefined();
    },
    LIMIT_MS,
  );

  it(
    "ends at once on a second signal",
    async () => {
      const server = start({ DATA_DIR: dataDir });
      const url = await server.url();
      const lane = await holdLane(dataDir);
      const underway = settle(server, "late-1").catch((error: Error) => error);
      await sleep(300);
      server.kill("SIGTERM");
      await server.said(/finishing what is in flight/);
      await sleep(1_200);
      expect((await fetch(url).catch(() => undefined))?.status).toBeUndefined();
      server.kill("SIGTERM");
      expect(await server.ended).toBe(143);
      expect(await underway).toBeInstanceOf(Error);
      await lane.end();
    },
    LIMIT_MS,
  );

  it(
    "does not start on a port that is taken, and leaves nothing running",
    async () => {
      const taken = createServer();
      await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
      const { port } = taken.address() as { port: number };
      const pid = postgresOf(dataDir);
      if (pid !== undefined) process.kill(pid, "SIGINT");
      while (postgresOf(dataDir) !== undefined) await sleep(50);
      const server = start({ DATA_DIR: dataDir, PORT: `${port}` });
      expect(await server.ended).toBe(1);
      taken.close();
      expect(server.stderr).toBe(
        `127.0.0.1 port ${port} is in use by another program: stop that, or set PORT to another\n`,
      );
      expect(postgresOf(dataDir)).toBeUndefined();
    },
    LIMIT_MS,
  );

  it(
    "leaves no PostgreSQL running when the database cannot be migrated",
    async () => {
      const broken = join(base, "broken");
      const cluster = await startEmbedded({ dataDir: broken, settings: { fsync: "off" } });
      const client = new Client({ connectionString: cluster.url });
      await client.connect();
      await client.query(
        "create schema tributary; create view tributary.network as select 1 as one",
      );
      await client.end();
      await cluster.stop();
      const server = start({ DATA_DIR: broken });
      expect(await server.ended).toBe(1);
      expect(server.stderr).toMatch(/column "name" does not exist/);
      expect(postgresOf(broken)).toBeUndefined();
    },
    LIMIT_MS,
  );

  it(
    "does not start on a folder of another version, and leaves it as it is",
    async () => {
      const old = join(base, "old");
      await mkdir(join(old, "postgres"), { recursive: true });
      await writeFile(join(old, "postgres", "PG_VERSION"), "15\n");
      const server = start({ DATA_DIR: old });
      expect(await server.ended).toBe(1);
      expect(server.stderr).toMatch(/^\S*postgres was made by PostgreSQL 15, and ours is 18 .*\n$/);
    },
    LIMIT_MS,
  );
});

/** Takes the demo's lane, so that orders wait. */
async function holdLane(dataDir: string): Promise<Client> {
  const app = await App.open({ databaseUrl: undefined, dataDir }, { migrate: false });
  const url = app.database.orm.config.get("clientUrl");
  await app.close();
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  await client.query("select pg_advisory_lock(hashtextextended('network_default.lane', 0))");
  return client;
}

describe("with a PostgreSQL of the operator's the server", () => {
  let scratch: Scratch;
  beforeAll(async () => {
    scratch = await createScratchDatabase();
  });
  afterAll(() => scratch.drop());

  it.each<[string, Record<string, string>, RegExp]>([
    ["AUTH_SECRET", {}, /^AUTH_SECRET: is required with DATABASE_URL: .*\n$/],
    ["a long AUTH_SECRET", { AUTH_SECRET: "short" }, /^AUTH_SECRET: has 5 characters, .*\n$/],
    [
      "a database that can be reached",
      { AUTH_SECRET: SECRET, DATABASE_URL: "postgres://nobody:secret@127.0.0.1:1/none" },
      /^cannot use the database at postgres:\/\/nobody:…@127\.0\.0\.1:1\/none: .*\n$/,
    ],
    [
      "a URL",
      { AUTH_SECRET: SECRET, DATABASE_URL: "mysql://host/secret" },
      /^DATABASE_URL: is not a URL like [^\n]*\n$/,
    ],
    [
      "good settings, each told of",
      { AUTH_SECRET: SECRET, PORT: "99999", LOG_LEVEL: "loud" },
      /^PORT: "99999" is not a port, .*\nLOG_LEVEL: "loud" is none of .*\n$/,
    ],
  ])(
    "does not start without %s",
    async (_what, settings, stderr) => {
      const server = start({ DATABASE_URL: scratch.url, ...settings });
      expect(await server.ended).toBe(1);
      expect(server.stderr).toMatch(stderr);
      expect(server.stderr).not.toMatch(/secret@|mysql/);
      expect(server.stdout).toBe("");
    },
    LIMIT_MS,
  );

  it(
    "has no demo, and tells a subscriber what was settled by another process",
    async () => {
      const settings = { DATABASE_URL: scratch.url, AUTH_SECRET: SECRET };
      const [one, other] = [start(settings), start(settings)];
      const [url, otherUrl] = [await one.url(), await other.url()];
      expect(one.stdout).not.toMatch(/demo|export/);
      const app = await App.open({ databaseUrl: scratch.url, dataDir: "" });
      await fillNetwork(await app.database.network("default"));
      await app.close();
      const token = await signToken(SECRET, { role: "ADMIN" });
      const client = createClient({
        url: `${otherUrl.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { authorization: `Bearer ${token}` },
        retryAttempts: 0,
      });
      const query = "subscription { settlementPosted { settlement { ref } } }";
      const events = client.iterate({ query });
      const first = events.next();
      const metrics = async () => (await fetch(`${otherUrl}/metrics`)).text();
      while (!/^graphql_subscribers 1$/m.test(await metrics())) await sleep(20);
      await ask(url, token, SETTLE, { input: orderInput("two-1") });
      expect((await first).value?.data).toEqual({
        settlementPosted: { settlement: { ref: "two-1" } },
      });
      one.kill("SIGTERM");
      other.kill("SIGTERM");
      expect(await Promise.all([one.ended, other.ended])).toEqual([0, 0]);
      await expect(events.next()).rejects.toMatchObject({ code: 1001 });
      await client.dispose();
    },
    LIMIT_MS,
  );
});
