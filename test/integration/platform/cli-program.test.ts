// The built program as a process of its own: exit codes, streams and signals. `npm test` builds it first.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it, vi } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import { AUTH_SECRET, Folder, type Ran, Running, tributary } from "../../support/cli.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { fillNetwork } from "../../support/sample.ts";

const PROGRAM = fileURLToPath(new URL("../../../dist/src/tributary.js", import.meta.url));
const HEADER = "ref,occurred_at,seller,product,quantity,unit_price";
const WAIT = { timeout: 40_000, interval: 10 };

// Each command is a process that has to start.
vi.setConfig({ testTimeout: 90_000 });

let database: Database;
let folder: Folder;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
  folder = await Folder.open();
  network = await createTestNetwork(database);
  await fillNetwork(network);
});
afterAll(async () => {
  await folder.remove();
  await database.close();
});

function start(...args: string[]): ChildProcess {
  const env = { ...process.env, DATABASE_URL: inject("databaseUrl"), AUTH_SECRET };
  return spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

async function ending(child: ChildProcess): Promise<Ran> {
  const streams = [text(child.stdout!), text(child.stderr!)] as const;
  const [[code], stdout, stderr] = await Promise.all([once(child, "exit"), ...streams]);
  return { code: code as number, stdout, stderr: stderr.split("\n").slice(0, -1) };
}

function rows(refs: string, count: number, product = "QB-10"): string {
  const row = (n: number) => `${refs}-${n},2026-01-15T12:00:00+08:00,E,${product},1,10.00`;
  return [HEADER, ...Array.from({ length: count }, (_, n) => row(n))].join("\n");
}

async function countSettled(refs: string): Promise<number> {
  const pool = await database.pool();
  const { rows: found } = await pool.query<{ n: number }>(
    `select count(*)::int as n from "${network.schema}".ledger_transaction
      where kind = 'SETTLEMENT' and ref like $1`,
    [`${refs}-%`],
  );
  return found[0]!.n;
}

describe("the program", () => {
  it("ends with 0, 1 and 3, and draws no bar into a pipe", async () => {
    const onNetwork = ["--network", network.settings.name];
    const good = await folder.write("good.csv", rows("P", 2));
    const settled = await ending(start("settle", good, ...onNetwork));
    expect(settled).toMatchObject({ code: 0, stderr: [] });
    expect(settled.stdout).toMatch(/good\.csv: 2 settled, .*\n$/);
    const bad = await folder.write("bad.csv", rows("Q", 3, "QB-11"));
    const refused = await ending(start("settle", bad, ...onNetwork));
    expect(refused.code).toBe(3);
    expect(folder.short(refused.stderr)[0]).toBe('bad.csv:2: product: no product "QB-11"');
    const missing = await ending(start("settle", "none.csv", ...onNetwork));
    expect(missing).toEqual({ code: 1, stdout: "", stderr: ["none.csv: there is no such file"] });
  });

  it("ends quietly when nobody reads on", async () => {
    const child = start("balances", "--network", network.settings.name);
    child.stdout!.destroy();
    const stderr = text(child.stderr!);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(await stderr).toBe("");
  });

  it("tells a database that it cannot reach in one line", async () => {
    const env = { ...process.env, DATABASE_URL: "postgres://127.0.0.1:1/none", AUTH_SECRET };
    const child = spawn(process.execPath, [PROGRAM, "verify"], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const ran = await ending(child);
    expect(ran).toMatchObject({ code: 1, stdout: "" });
    expect(ran.stderr).toEqual([
      expect.stringMatching(/^cannot use the database at .*ECONNREFUSED/),
    ]);
  });
});

describe("Ctrl-C while a file settles", () => {
  const COUNT = 24_000;

  it.each(["as a process", "in this one"])(
    "ends in order, and again settles the rest (%s)",
    async (how) => {
      const refs = how === "as a process" ? "I" : "J";
      const file = await folder.write("long.csv", rows(refs, COUNT));
      const args = ["settle", file, "--network", network.settings.name];
      let ran: Ran;
      if (how === "as a process") {
        const child = start(...args);
        const ended = ending(child);
        await expect.poll(() => countSettled(refs), WAIT).toBeGreaterThan(0);
        child.kill("SIGINT");
        ran = await ended;
      } else {
        const running = new Running(args);
        await expect.poll(() => countSettled(refs), WAIT).toBeGreaterThan(0);
        ran = await running.interrupt();
      }
      expect(ran.code).toBe(1);
      const settled = await countSettled(refs);
      expect(settled).toBeLessThan(COUNT);
      expect(folder.short(ran.stderr)).toEqual([`long.csv:${settled + 2}: interrupted here`]);
      expect(ran.stdout).toContain(`${settled} settled, 0 settled before, 0 refused`);
      const again = await tributary(...args);
      expect(again.code).toBe(0);
      expect(again.stdout).toContain(
        `${COUNT - settled} settled, ${settled} settled before, 0 refused`,
      );
    },
  );
});

it("a lost database ends with 1 in one line, and again settles the rest", async () => {
  const file = await folder.write("lost.csv", rows("L", 24_000));
  const args = ["settle", file, "--network", network.settings.name];
  const ended = ending(start(...args));
  await expect.poll(() => countSettled("L"), WAIT).toBeGreaterThan(0);
  await expect.poll(endLane, WAIT).toBe(true);
  const ran = await ended;
  expect(ran.code).toBe(1);
  expect(ran.stderr).toEqual([
    expect.stringMatching(/^the connection to the database was lost: .+$/),
  ]);
  const settled = await countSettled("L");
  expect(ran.stdout).toContain(`${settled} settled, 0 settled before, 0 refused`);
  const again = await tributary(...args);
  expect(again.stdout).toContain(`${24_000 - settled} settled, ${settled} settled before`);
  expect(again.code).toBe(0);
});

/** Ends the connection that holds the network's lane; false if none does. */
async function endLane(): Promise<boolean> {
  const pool = await database.pool();
  const { rowCount } = await pool.query(
    `select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted
        and (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)`,
    [`${network.schema}.lane`],
  );
  return rowCount === 1;
}
