// The embedded PostgreSQL through what happens to it: kills, races, strangers' process ids, closed folders.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type EmbeddedCluster, startEmbedded } from "../../src/database/embedded.ts";
import { StartupError } from "../../src/kernel/errors.ts";

const LIMIT_MS = 60_000;
const settings = { fsync: "off", shared_buffers: "16MB" };
const asRoot = process.getuid?.() === 0;

/** A process of its own: starts the cluster, says how in one line, then waits (or stops it and ends). */
const PROGRAM = `
import { startEmbedded } from ${JSON.stringify(new URL("../../src/database/embedded.ts", import.meta.url).href)};
try {
  const cluster = await startEmbedded({ dataDir: process.argv[1], settings: ${JSON.stringify(settings)} });
  const stopped = process.argv[2] === "stop" ? await cluster.stop() : null;
  console.log(JSON.stringify({ how: cluster.how, port: cluster.port, stopped }));
  if (process.argv[2] !== "stop") setInterval(() => {}, 1000);
} catch (error) {
  console.log(JSON.stringify({ error: error.name + ": " + error.message }));
}`;

interface Said {
  how?: string;
  port?: number;
  stopped?: boolean | null;
  error?: string;
}

let base: string;
const opened: EmbeddedCluster[] = [];
const children: ChildProcess[] = [];

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "tributary-embedded-"));
  chmodSync(base, 0o755);
});

afterEach(async () => {
  for (const child of children.splice(0)) await killHard(child);
  for (const cluster of opened.splice(0)) await cluster.stop();
});

/** Removing what a dozen clusters wrote waits for the disk. */
const REMOVAL_MS = 120_000;

afterAll(() => {
  const left = execFileSync("ps", ["-eo", "stat=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(base) && !line.startsWith("Z"));
  rmSync(base, { recursive: true, force: true, maxRetries: 5 });
  expect(left).toEqual([]);
}, REMOVAL_MS);

const newFolder = () => mkdtempSync(join(base, "data-"));

/** mkdtemp closes a folder to others; DATA_DIR is open to enter. */
function newDataDir(): string {
  const folder = newFolder();
  chmodSync(folder, 0o755);
  return folder;
}

async function start(dataDir: string, more: Record<string, string> = {}): Promise<EmbeddedCluster> {
  const cluster = await startEmbedded({ dataDir, settings: { ...settings, ...more } });
  opened.push(cluster);
  return cluster;
}

function startApart(dataDir: string, mode: "hold" | "stop", uid?: number, gid?: number) {
  const args = ["--experimental-strip-types", "--disable-warning=ExperimentalWarning"];
  const child = spawn(
    process.execPath,
    [...args, "--input-type=module", "-e", PROGRAM, dataDir, mode],
    { stdio: ["ignore", "pipe", "inherit"], ...(uid === undefined ? {} : { uid, gid }) },
  );
  children.push(child);
  return child;
}

async function said(child: ChildProcess): Promise<Said> {
  for await (const line of createInterface({ input: child.stdout! })) {
    return JSON.parse(line) as Said;
  }
  throw new Error("the process ended without a word");
}

async function killHard(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

async function query(cluster: EmbeddedCluster, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: cluster.url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: "array" })).rows.flat();
  } finally {
    await client.end();
  }
}

const postmasterPid = (dataDir: string) =>
  Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);

const unfinished = (dataDir: string) =>
  readdirSync(dataDir).filter((name) => name.startsWith("postgres.init-"));

const fault = (dataDir: string, more: Record<string, string> = {}) =>
  start(dataDir, more).then(
    () => expect.unreachable("it started"),
    (error: unknown) => error,
  );

describe("a cluster from its making to its stop", { timeout: LIMIT_MS }, () => {
  it("is made in a new folder, stopped, started again with its data, and adopted", async () => {
    const dataDir = join(newDataDir(), "made", "on the way");
    const first = await start(dataDir);
    expect(first.how).toBe("initialised");
    await query(first, "create table kept as select 7 as n");
    expect(await first.stop()).toBe(true);
    await expect(query(first, "select 1")).rejects.toThrow(/ECONNREFUSED/);

    const second = await start(dataDir);
    expect(second.how).toBe("started");
    expect(await query(second, "select n from kept")).toEqual([7]);
    const third = await start(dataDir);
    expect([third.how, third.url]).toEqual(["adopted", second.url]);
  });

  it("has the encoding, locale, durability and doors that a ledger wants", async () => {
    const dataDir = newDataDir();
    const cluster = await startEmbedded({ dataDir });
    opened.push(cluster);
    const shown = await query(
      cluster,
      `select current_database(), pg_encoding_to_char(encoding), datlocprovider, datlocale,
         current_setting('fsync'), current_setting('synchronous_commit'), current_setting('jit'),
         current_setting('listen_addresses'), current_setting('unix_socket_directories'),
         current_setting('data_checksums')
       from pg_database where datname = current_database()`,
    );
    expect(shown).toEqual([
      "tributary",
      "UTF8",
      "b",
      "C.UTF-8",
      "on",
      "on",
      "off",
      "127.0.0.1",
      "",
      "on",
    ]);
    expect(statSync(join(dataDir, "postgres.password")).mode & 0o777).toBe(0o600);
    const wrong = new Client({ connectionString: cluster.url.replace(/:[0-9a-f]+@/, ":wrong@") });
    await expect(wrong.connect()).rejects.toThrow(/password authentication failed/);
  });

  it("stays up while another client is connected, and two that stop at once do not hinder each other", async () => {
    const dataDir = newDataDir();
    const [ours, theirs] = [await start(dataDir), await start(dataDir)];
    const client = new Client({ connectionString: theirs.url });
    await client.connect();
    expect(await ours.stop()).toBe(false);
    expect((await client.query("select 1 as n")).rows).toEqual([{ n: 1 }]);
    await client.end();
    expect(await Promise.all([ours.stop(), theirs.stop()])).toEqual([true, true]);
    expect(await ours.stop()).toBe(true);
  });

  it("stays up while another process holds it without a connection in use", async () => {
    const dataDir = newDataDir();
    const child = startApart(dataDir, "hold");
    await said(child);
    const ours = await start(dataDir);
    expect(await ours.stop()).toBe(false);
    await killHard(child);
    expect(await ours.stop()).toBe(true);
  });

  it("does not stop a server that others started after ours had gone", async () => {
    const dataDir = newDataDir();
    const first = await start(dataDir);
    await first.stop();
    const second = await start(dataDir);
    expect(await first.stop()).toBe(false);
    expect(await query(second, "select 1")).toEqual([1]);
  });
});

describe("a cluster after a kill", { timeout: LIMIT_MS }, () => {
  it("outlives a killed starter and is adopted", async () => {
    const dataDir = newDataDir();
    const child = startApart(dataDir, "hold");
    const before = await said(child);
    expect(before.how).toBe("initialised");
    await killHard(child);
    const cluster = await start(dataDir);
    expect([cluster.how, cluster.port]).toEqual(["adopted", before.port]);
    expect(await cluster.stop()).toBe(true);
  });

  it("recovers what was committed when the server itself is killed", async () => {
    const dataDir = newDataDir();
    const first = await start(dataDir);
    await query(first, "create table kept as select n from generate_series(1, 1000) n");
    process.kill(postmasterPid(dataDir), "SIGKILL");
    const second = await start(dataDir);
    expect(second.how).toBe("started");
    expect(await query(second, "select count(*)::int from kept")).toEqual([1000]);
  });

  it("is never pulled away from one who enters while another stops it", async () => {
    const dataDir = newDataDir();
    let last = await start(dataDir);
    for (let round = 0; round < 8; round += 1) {
      const stopping = last.stop();
      await sleep(round * 5);
      const next = await start(dataDir);
      const stopped = await stopping;
      expect([next.how, stopped]).toEqual(stopped ? ["started", true] : ["adopted", false]);
      expect(await query(next, "select 1")).toEqual([1]);
      last = next;
    }
  });

  it("leaves nothing half made when its maker is killed during initdb", async () => {
    const dataDir = newDataDir();
    const child = startApart(dataDir, "hold");
    while (!unfinished(dataDir).some((name) => existsSync(join(dataDir, name, "data", "base")))) {
      await sleep(5);
    }
    await killHard(child);
    expect(existsSync(join(dataDir, "postgres"))).toBe(false);
    const cluster = await start(dataDir);
    expect(cluster.how).toBe("initialised");
    expect(unfinished(dataDir)).toEqual([]);
  });

  it("removes unfinished clusters of the dead, and not those of the living", async () => {
    const dataDir = newDataDir();
    const dead = join(dataDir, "postgres.init-999999999-aaaaaa", "data", "base");
    const own = join(dataDir, `postgres.init-${process.pid}-bbbbbb`);
    const living = join(dataDir, `postgres.init-${process.ppid}-cccccc`);
    for (const folder of [dead, own, living]) mkdirSync(folder, { recursive: true });
    await start(dataDir);
    expect(unfinished(dataDir)).toEqual([`postgres.init-${process.ppid}-cccccc`]);
  });

  it("starts though postmaster.pid names a living stranger", async () => {
    const dataDir = newDataDir();
    await (await start(dataDir)).stop();
    const { uid, gid } = statSync(join(dataDir, "postgres"));
    const stranger = spawn("sleep", ["600"], { uid, gid, stdio: "ignore" });
    children.push(stranger);
    const file = join(dataDir, "postgres", "postmaster.pid");
    const lines = [
      stranger.pid,
      join(dataDir, "postgres"),
      1,
      1,
      "",
      "127.0.0.1",
      "  1  1",
      "ready",
    ];
    writeFileSync(file, `${lines.join("\n")}\n`, { mode: 0o600 });
    chownSync(file, uid, gid);
    expect((await start(dataDir)).how).toBe("started");
  });
});

describe("several processes on one folder", { timeout: LIMIT_MS }, () => {
  it("share one server, which one of them started, when all begin at once", async () => {
    const dataDir = newDataDir();
    for (const round of ["new", "existing"]) {
      const processes = [1, 2, 3].map(() => startApart(dataDir, "hold"));
      const apart = await Promise.all(processes.map(said));
      expect(
        apart.filter(({ how }) => how !== "adopted"),
        round,
      ).toHaveLength(1);
      expect(new Set(apart.map(({ port }) => port)).size, round).toBe(1);
      const here = await start(dataDir);
      expect(here.how, round).toBe("adopted");
      for (const child of processes) await killHard(child);
      expect(await here.stop(), round).toBe(true);
    }
    expect(unfinished(dataDir)).toEqual([]);
  });

  it("may be one process that asks twice", async () => {
    const dataDir = newDataDir();
    const both = await Promise.all([start(dataDir), start(dataDir)]);
    expect(both.filter(({ how }) => how !== "adopted")).toHaveLength(1);
    expect(both[0].url).toBe(both[1].url);
  });
});

describe("a folder that cannot be used is refused in one line", { timeout: LIMIT_MS }, () => {
  it("of another major version", async () => {
    const dataDir = newDataDir();
    mkdirSync(join(dataDir, "postgres"));
    writeFileSync(join(dataDir, "postgres", "PG_VERSION"), "15\n");
    const error = await fault(dataDir);
    expect(error).toBeInstanceOf(StartupError);
    expect(String(error)).toMatch(
      /\/postgres was created by PostgreSQL 15, but this is PostgreSQL 18 .*DATA_DIR/,
    );
    expect(readdirSync(join(dataDir, "postgres"))).toEqual(["PG_VERSION"]);
  });

  it("that holds something else", async () => {
    const dataDir = newDataDir();
    mkdirSync(join(dataDir, "postgres"));
    writeFileSync(join(dataDir, "postgres", "notes.txt"), "mine");
    expect(String(await fault(dataDir))).toMatch(/StartupError: .*is not a PostgreSQL data folder/);
    expect(readdirSync(join(dataDir, "postgres"))).toEqual(["notes.txt"]);
  });

  it("whose password was lost", async () => {
    const dataDir = newDataDir();
    await (await start(dataDir)).stop();
    rmSync(join(dataDir, "postgres.password"));
    expect(String(await fault(dataDir))).toMatch(/StartupError: .*postgres\.password is missing/);
  });

  it("whose server does not come up, with the end of its log", async () => {
    const dataDir = newDataDir();
    const error = await fault(dataDir, { shared_buffers: "nonsense" });
    expect(String(error)).toMatch(/^StartupError: .*"shared_buffers": "nonsense".*postgres\.log/);
    expect(String(error)).not.toContain("\n");
  });

  it("that is a file", async () => {
    const dataDir = join(newDataDir(), "file");
    writeFileSync(dataDir, "");
    expect(String(await fault(dataDir))).toMatch(
      /StartupError: .*file cannot be used \(.*DATA_DIR/,
    );
  });

  it.skipIf(!asRoot)("that the database's user may not reach", async () => {
    const closed = newFolder();
    const error = await fault(join(closed, "data"));
    expect(error).toBeInstanceOf(StartupError);
    expect(String(error)).toContain(`may not enter ${closed} (mode 700)`);
    expect(String(error)).toMatch(/DATA_DIR/);
  });
});

describe.skipIf(!asRoot)("an ordinary user", { timeout: LIMIT_MS }, () => {
  const id = (flag: string) => Number(execFileSync("id", [flag, "nobody"], { encoding: "utf8" }));

  it("runs the server as itself, and root then carries on as that user", async () => {
    const [dataDir, uid, gid] = [newDataDir(), id("-u"), id("-g")];
    chownSync(dataDir, uid, gid);
    const apart = await said(startApart(dataDir, "stop", uid, gid));
    expect(apart).toMatchObject({ how: "initialised", stopped: true });
    for (const name of ["postgres", "postgres.log", "postgres.password"]) {
      expect(statSync(join(dataDir, name)).uid, name).toBe(uid);
    }
    const root = await start(dataDir);
    expect(root.how).toBe("started");
    expect(await root.stop()).toBe(true);
    expect(await said(startApart(dataDir, "stop", uid, gid))).toMatchObject({ how: "started" });
  });

  it("is told of a folder that it may not write, or that is another's", async () => {
    const dataDir = newDataDir();
    const mayNotWrite = await said(startApart(dataDir, "stop", id("-u"), id("-g")));
    expect(mayNotWrite.error).toMatch(/^StartupError: .*cannot be used \(EACCES.*DATA_DIR/);
    await (await start(dataDir)).stop();
    const anothers = await said(startApart(dataDir, "stop", id("-u"), id("-g")));
    expect(anothers.error).toMatch(/^StartupError: .*cannot be used \(EACCES.*DATA_DIR/);
  });
});
