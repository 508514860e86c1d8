// The room for jobs: one server for each job, tries again, gives back, cancels, forgets, and is bounded.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import { Refusal, Refusals } from "../../../src/kernel/errors.ts";
import {
  type JobContext,
  type JobKind,
  plainJson,
  type Schedule,
} from "../../../src/platform/jobs/define.ts";
import { Job, JobChunk } from "../../../src/platform/jobs/entities.ts";
import { Jobs } from "../../../src/platform/jobs/jobs.ts";
import { migrateQueue } from "../../../src/platform/jobs/queue.ts";
import {
  createScratchDatabase,
  createTestNetwork,
  openTestDatabase,
} from "../../support/network.ts";
import type { Scratch } from "../../support/server.ts";

type Run = (context: JobContext<number>) => Promise<number>;
type TestKind = JobKind<number, number>;

let scratch: Scratch;
/** Two servers, each with its own connections. */
let databases: Database[];
let network: Network;
const rooms: Jobs[] = [];
beforeAll(async () => {
  scratch = await createScratchDatabase();
  const open = () => openTestDatabase({ url: scratch.url });
  databases = [await open(), await open()];
  await migrateQueue(databases[0]!);
  network = await createTestNetwork(databases[0]!);
});
afterEach(async () => {
  await Promise.all(rooms.splice(0).map((room) => room.close()));
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await scratch.drop();
});

/** Each test has a kind of its own, and so a queue of its own. */
function kindOf(kind: string, run: Run, limits: Partial<TestKind> = {}): TestKind {
  return {
    ...{ kind, plural: `${kind} jobs`, perServer: 2, perNetwork: 2, maxAttempts: 3 },
    ...{ maxMs: 60_000, keepMs: 60_000, keepCount: 10 },
    ...{ input: plainJson<number>(), result: plainJson<number>(), run, ...limits },
  };
}

interface TestRoom extends Jobs {
  readonly faults: string[];
}

async function server(kind: TestKind, database = databases[0]!): Promise<TestRoom> {
  const faults: string[] = [];
  const room = Object.assign(new Jobs(database, [kind]), { faults });
  room.onFault = (of, on, fault) => faults.push(`${of} ${on} ${(fault as Error).message}`);
  rooms.push(room);
  await room.work();
  return room;
}

async function ended(room: Jobs, kind: TestKind, id: string) {
  return vi.waitFor(
    async () => {
      const job = await room.find(kind, network, id);
      expect(job?.expiresAt).toBeDefined();
      return job!;
    },
    { timeout: 25_000, interval: 50 },
  );
}

/** A job that goes on until it is told to end. */
function waiting(): Run {
  return ({ signal }) =>
    new Promise((_resolve, reject) => {
      if (signal.aborted) reject(new Error("interrupted"));
      signal.addEventListener("abort", () => reject(new Error("interrupted")));
    });
}

test("a job runs once, on one of two servers, on behalf of whoever asked, and both know it", async () => {
  const runs: unknown[] = [];
  const kind = kindOf("once", async ({ input, network: { settings, actor }, onProgress }) => {
    runs.push([input, settings.name, actor?.sub]);
    onProgress(1, 4);
    await sleep(2_500);
    return input * 2;
  });
  const [one, other] = [await server(kind), await server(kind, databases[1])];
  const { id, status } = await one.start(kind, network, "li", 21);
  expect(status).toBe("WAITING");
  await vi.waitFor(async () => {
    expect(await other.find(kind, network, id)).toMatchObject({
      status: "RUNNING",
      progress: 0.25,
    });
  }, 10_000);
  expect(await ended(other, kind, id)).toMatchObject({
    ...{ status: "DONE", progress: 1, owner: "li", input: 21, result: 42, failure: undefined },
  });
  expect(runs).toEqual([[21, network.settings.name, "li"]]);
  expect([...one.faults, ...other.faults]).toEqual([]);
});

test("what fails unforeseen is tried again, with nothing left of the attempt before", async () => {
  let attempts = 0;
  const kind = kindOf("again", async ({ output }) => {
    attempts += 1;
    await new Promise<void>((done) => output.end(`attempt ${attempts}`, done));
    if (attempts < 3) throw new Error(`no luck ${attempts}`);
    return attempts;
  });
  const room = await server(kind);
  const { id } = await room.start(kind, network, "li", 0);
  expect(await ended(room, kind, id)).toMatchObject({ status: "DONE", result: 3 });
  const name = network.settings.name;
  expect(room.faults).toEqual([`again ${name} no luck 1`, `again ${name} no luck 2`]);
  const pieces: string[] = [];
  for await (const piece of (await room.readFile(kind, network, id))!) {
    pieces.push(Buffer.from(piece).toString());
  }
  expect(pieces).toEqual(["attempt 3"]);
});

test("after the last attempt it has failed, and says no more than that", async () => {
  const kind = kindOf("hopeless", () => Promise.reject(new Error("secret")), { maxAttempts: 2 });
  const room = await server(kind);
  const { id } = await room.start(kind, network, "li", 0);
  const failure = "internal error; see the server log";
  expect(await ended(room, kind, id)).toMatchObject({ status: "FAILED", failure });
  expect(room.faults).toHaveLength(2);
  expect(await room.readFile(kind, network, id)).toBeUndefined();
});

test("a refusal, or several, are told as they are and not tried again", async () => {
  const refusals = [new Refusal("INVALID", "a: is no b"), new Refusal("INVALID", "c: is no d")];
  let runs = 0;
  const kind = kindOf("refused", async ({ input }) => {
    runs += 1;
    throw input === 1 ? refusals[0] : new Refusals(refusals);
  });
  const room = await server(kind);
  const failures = ["a: is no b", "a: is no b\nc: is no d"];
  for (const [index, failure] of failures.entries()) {
    const { id } = await room.start(kind, network, "li", index + 1);
    expect(await ended(room, kind, id)).toMatchObject({ status: "FAILED", failure });
  }
  expect([runs, room.faults]).toEqual([2, []]);
});

test("one more than a network may have is refused, whichever server is asked, and changes nothing", async () => {
  const kind = kindOf("bounded", waiting());
  const [one, other] = [new Jobs(databases[0]!, [kind]), new Jobs(databases[1]!, [kind])];
  rooms.push(one, other);
  const asked = [one, other, one, other].map((room) => room.start(kind, network, "li", 0));
  const outcomes = await Promise.allSettled(asked);
  const codes = outcomes.map((one) => (one.status === "fulfilled" ? "taken" : one.reason.code));
  expect(codes.toSorted()).toEqual(["BUSY", "BUSY", "taken", "taken"]);
  const count = await network.unitOfWork((em) => em.count(Job, { kind: kind.kind }));
  expect(count).toBe(2);
  const stranger = await createTestNetwork(databases[0]!);
  expect(await one.start(kind, stranger, "li", 0)).toMatchObject({ status: "WAITING" });
});

test("a server runs no more at once than its kind says, and the others wait", async () => {
  let [running, most] = [0, 0];
  const run = async () => {
    running += 1;
    most = Math.max(most, running);
    await sleep(300);
    running -= 1;
    return 0;
  };
  const kind = kindOf("few", run, { perServer: 1, perNetwork: 3 });
  const room = await server(kind);
  const ids = await Promise.all([1, 2, 3].map((n) => room.start(kind, network, "li", n)));
  for (const { id } of ids) expect(await ended(room, kind, id)).toMatchObject({ status: "DONE" });
  expect(most).toBe(1);
});

test("a job is cancelled from another server while it runs, and while it waits", async () => {
  const kind = kindOf("cancelled", waiting(), { perServer: 1 });
  const [one, other] = [await server(kind), new Jobs(databases[1]!, [kind])];
  rooms.push(other);
  const [running, late] = [
    await one.start(kind, network, "li", 1),
    await one.start(kind, network, "li", 2),
  ];
  await vi.waitFor(async () => {
    expect((await other.find(kind, network, running.id))?.status).toBe("RUNNING");
  }, 10_000);
  expect(await other.cancel(kind, network, late.id)).toBe(true);
  expect(await other.cancel(kind, network, running.id)).toBe(true);
  expect(await other.cancel(kind, network, running.id)).toBe(false);
  expect(await other.cancel(kind, network, "nothing")).toBe(false);
  // There is room for another one: the server has let go.
  const next = await one.start(kind, network, "li", 3);
  await vi.waitFor(async () => {
    expect((await one.find(kind, network, next.id))?.status).toBe("RUNNING");
  }, 10_000);
  for (const { id } of [running, late]) {
    expect((await one.find(kind, network, id))?.status).toBe("CANCELLED");
  }
  expect(one.faults).toEqual([]);
});

test("a server that stops gives back what it runs, at once, and it does not count as an attempt", async () => {
  let runs = 0;
  const kind = kindOf(
    "handed",
    (context) => {
      runs += 1;
      return runs < 3 ? waiting()(context) : Promise.resolve(7);
    },
    { maxAttempts: 1 },
  );
  const asked = await (await server(kind)).start(kind, network, "li", 0);
  for (const round of [1, 2]) {
    await vi.waitFor(() => expect(runs).toBe(round), 10_000);
    const startedMs = performance.now();
    await rooms.at(-1)!.close();
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    expect((await rooms.at(-1)!.find(kind, network, asked.id))?.status).toBe("WAITING");
    await server(kind, databases[round % 2]);
  }
  expect(await ended(rooms.at(-1)!, kind, asked.id)).toMatchObject({ status: "DONE", result: 7 });
});

test("a job that ends its server each time is not taken up for ever", async () => {
  let runs = 0;
  const kind = kindOf("deadly", async () => {
    runs += 1;
    return 0;
  });
  const { id } = await new Jobs(databases[0]!, [kind]).start(kind, network, "li", 0);
  await network.unitOfWork((em) => em.nativeUpdate(Job, { id }, { attempts: 3, turn: 3 }));
  const room = await server(kind);
  const failure = "not finished after 3 attempts";
  expect(await ended(room, kind, id)).toMatchObject({ status: "FAILED", failure });
  expect([runs, room.faults]).toEqual([0, []]);
});

test("an attempt that takes too long is ended", async () => {
  const kind = kindOf("long", waiting(), { maxMs: 600 });
  const room = await server(kind);
  const { id } = await room.start(kind, network, "li", 0);
  const failure = "took longer than 0.01 minutes";
  expect(await ended(room, kind, id)).toMatchObject({ status: "FAILED", failure });
});

test("what a server did for a job that another has taken up is refused", async () => {
  const seen: unknown[] = [];
  const kind = kindOf("fenced", async ({ output, signal }) => {
    await network.unitOfWork((em) => em.nativeUpdate(Job, { kind: "fenced" }, { turn: 9 }));
    const written = new Promise((resolve) => output.once("error", resolve));
    output.end("stale");
    seen.push(((await written) as Error).name);
    await vi.waitFor(() => expect(signal.aborted).toBe(true), 5_000);
    throw new Error("stale");
  });
  const room = await server(kind);
  const { id } = await room.start(kind, network, "li", 0);
  await vi.waitFor(() => expect(seen).toEqual(["TurnOver"]), 10_000);
  await sleep(1_500);
  expect(await network.unitOfWork((em) => em.count(JobChunk, { jobId: id }))).toBe(0);
  expect([await room.find(kind, network, id), room.faults]).toMatchObject([
    { status: "RUNNING" },
    [],
  ]);
});

test("a server whose connections are all lost goes on with its job, and takes up others", async () => {
  const kind = kindOf("cut-off", async ({ input }) => {
    await sleep(4_000);
    return input;
  });
  const room = await server(kind, databases[1]);
  const running = await room.start(kind, network, "li", 1);
  await vi.waitFor(async () => {
    expect((await room.find(kind, network, running.id))?.status).toBe("RUNNING");
  }, 10_000);
  const pool = await databases[0]!.pool();
  await pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`,
  );
  expect(await ended(room, kind, running.id)).toMatchObject({ status: "DONE", result: 1 });
  const next = await room.start(kind, network, "li", 2);
  expect(await ended(room, kind, next.id)).toMatchObject({ status: "DONE", result: 2 });
});

test("a server whose database has no queue says what to do, and several at once make one", async () => {
  const bare = await createScratchDatabase();
  const database = await openTestDatabase({ url: bare.url });
  const missing = new Jobs(database, []);
  await expect(missing.work()).rejects.toMatchObject({
    name: "StartupError",
    message: expect.stringContaining("run `tributary migrate`"),
  });
  await missing.close();
  // As servers that start at once, each with connections of its own.
  const servers = await Promise.all([1, 2, 3, 4].map(() => openTestDatabase({ url: bare.url })));
  const pools = await Promise.all(servers.map((one) => one.pool()));
  const queries = pools.map((pool) => vi.spyOn(pool, "query"));
  await Promise.all(servers.map(migrateQueue));
  // Two that make it together meet: the library lets that pass only where PostgreSQL speaks English.
  const ends = queries.flatMap(({ mock }) => mock.settledResults);
  expect(ends.length).toBeGreaterThan(servers.length);
  expect(ends.filter(({ type }) => type !== "fulfilled")).toEqual([]);
  await Promise.all(servers.map((one) => one.close()));
  await migrateQueue(database);
  const present = new Jobs(database, []);
  await present.work();
  await present.close();
  await database.close();
  await bare.drop();
});

test("what runs by itself runs once for three servers each time, never twice at once", async () => {
  let [running, most, runs] = [0, 0, 0];
  const ticking: Schedule = {
    kind: "ticking",
    everyMs: 1_000,
    async run() {
      runs += 1;
      running += 1;
      most = Math.max(most, running);
      await sleep(100);
      running -= 1;
    },
  };
  const third = await openTestDatabase({ url: scratch.url });
  for (const database of [...databases, third]) {
    const room = new Jobs(database, [ticking]);
    rooms.push(room);
    await room.work();
  }
  await sleep(6_000);
  await Promise.all(rooms.splice(0).map((room) => room.close()));
  await third.close();
  expect(most).toBe(1);
  // One for each second, and one for each server when it starts; three servers have 18 timers' turns.
  expect(runs).toBeGreaterThan(2);
  expect(runs).toBeLessThan(12);
});

test("a starting server removes what has expired, and ends what the queue has lost", async () => {
  const kind = kindOf("swept", async ({ output }) => {
    await new Promise<void>((done) => output.end("a file", done));
    return 1;
  });
  const room = await server(kind);
  const expired = await room.start(kind, network, "li", 0);
  await ended(room, kind, expired.id);
  await room.close();
  const lost = await new Jobs(databases[0]!, [kind]).start(kind, network, "li", 0);
  const past = new Date(Date.now() - 3_600_000);
  await network.unitOfWork(async (em) => {
    await em.nativeUpdate(Job, { id: expired.id }, { expiresAt: past });
    await em.nativeUpdate(Job, { id: lost.id }, { createdAt: past });
  });
  const pool = await databases[0]!.pool();
  await pool.query("delete from tributary_jobs.job where name = 'swept'");
  const next = await server(kind, databases[1]);
  const failure = "lost by the queue of jobs; start it again";
  expect(await ended(next, kind, lost.id)).toMatchObject({ status: "FAILED", failure });
  const rows = await network.unitOfWork(async (em) => [
    await em.count(Job, { id: expired.id }),
    await em.count(JobChunk, { jobId: expired.id }),
  ]);
  expect(rows).toEqual([0, 0]);
});
