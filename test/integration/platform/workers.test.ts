// Worker processes: what comes back from them, how many there are, who waits, and what happens when one dies.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Database, Network } from "../../../src/database/database.ts";
import { Overloaded, Refusal, Refusals } from "../../../src/kernel/errors.ts";
import { Workers } from "../../../src/platform/workers/workers.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import {
  EXHAUST,
  EXIT,
  HANG,
  LONG,
  REFUSE,
  SPIN,
  UNCOPIED,
  WHO,
} from "../../support/workers/tasks.ts";

const ENTRY = new URL("../../support/workers/entry.ts", import.meta.url);
const MAX_HEAP_MIB = 128;

let database: Database;
let network: Network;
let workers: Workers;
let ends: string[];

beforeAll(async () => {
  database = await openTestDatabase();
  network = (await createTestNetwork(database)).as({ sub: "li", role: "FINANCE" });
});
beforeEach(() => {
  ends = [];
  workers = new Workers({ entry: ENTRY, databaseUrl: database.url, maxHeapMiB: MAX_HEAP_MIB });
  workers.onRun = (task, end) => ends.push(`${task} ${end}`);
});
afterEach(() => workers.close());
afterAll(() => database.close());

const refused = (input: string) => workers.run(REFUSE, network, input).catch((fault) => fault);

/** Connections that sleep in the database for this file's network. */
async function sleepers(): Promise<number> {
  const pool = await database.pool();
  const { rowCount } = await pool.query(
    "select from pg_stat_activity where query = 'select pg_sleep(600)' and datname = current_database()",
  );
  return rowCount!;
}

/** Starts tasks that go on until they are stopped, and tells how each ended. */
function hang(count: number, task = HANG) {
  return Array.from({ length: count }, () => {
    const stop = new AbortController();
    const ended = workers.run(task, network, "", { signal: stop.signal }).then(
      () => "done",
      (fault: Error) => fault.message,
    );
    return { ended, stop: () => stop.abort(new Error("stopped")) };
  });
}

const counts = (wanted: Partial<Workers["counts"]>) =>
  vi.waitFor(() => expect(workers.counts).toMatchObject(wanted), 20_000);

test("a task works on behalf of whoever asked, on one core of the database, and its process is used again", async () => {
  const progress: number[][] = [];
  const onProgress = (...told: number[]) => progress.push(told);
  const { name } = network.settings;
  const result = await workers.run(WHO, network, "hello", { onProgress });
  expect(result).toEqual({ input: "hello", amount: 2n ** 62n, sub: "li", name, parallel: "0" });
  expect(progress).toEqual([[1, 2]]);
  const other = (await createTestNetwork(database)).settings.name;
  const of = await workers.run(WHO, await database.network(other), "again");
  expect(of).toMatchObject({ input: "again", sub: undefined, name: other });
  expect(workers.counts).toEqual({ busy: 0, idle: 1, waiting: 0 });
});

test("refusals arrive as they were thrown, other errors with their text", async () => {
  const one = await refused("one");
  expect(one).toBeInstanceOf(Refusal);
  expect(one).toMatchObject({ code: "NOT_FOUND", message: "there is none", field: "a.b[0]" });
  const busy = await refused("busy");
  expect(busy).toBeInstanceOf(Overloaded);
  expect(busy).toMatchObject({ code: "BUSY", message: "too much", retryAfter: 7 });
  const many = await refused("many");
  expect(many).toBeInstanceOf(Refusals);
  expect(many.faults.map(({ code, field }: Refusal) => [code, field])).toEqual([
    ["NOT_FOUND", "a.b[0]"],
    ["INVALID", undefined],
  ]);
  expect(many.message).toBe("there is none\nwrong");
  const mistake = await refused("other");
  expect(mistake).toMatchObject({ name: "TypeError", message: "a mistake" });
  expect(mistake.stack).toContain("tasks.ts");
  await expect(workers.run(UNCOPIED, network, undefined)).rejects.toThrow("could not be cloned");
  expect(workers.counts).toEqual({ busy: 0, idle: 1, waiting: 0 });
});

test("a process that dies fails its own task, and what waits gets another process", async () => {
  const others = hang(2);
  await vi.waitFor(async () => expect(await sleepers()).toBe(2), 20_000);
  const exhausted = workers.run(EXHAUST, network, undefined).catch((fault) => fault);
  const exited = workers.run(EXIT, network, undefined).catch((fault) => fault);
  const next = workers.run(WHO, network, "next");
  expect(await exhausted).toMatchObject({ message: "the worker process ended: SIGABRT" });
  expect(await exited).toMatchObject({ message: "the worker process ended: exit code 3" });
  expect(await next).toMatchObject({ input: "next" });
  expect(ends).toEqual(["exhaust FAILED", "exit FAILED", "who DONE"]);
  expect(await sleepers()).toBe(2);
  for (const { stop, ended } of others) {
    stop();
    expect(await ended).toBe("stopped");
  }
});

test("long tasks leave a process, the others wait in order, and one too many is refused", async () => {
  const long = hang(3, LONG);
  await counts({ busy: 2, waiting: 1 });
  const short = hang(17);
  await counts({ busy: 3, waiting: 16 });
  const tooMany = await workers.run(WHO, network, "").catch((fault) => fault);
  expect(tooMany).toMatchObject({ code: "BUSY" });
  // One that leaves the line makes room in it, and takes no process.
  short[16]!.stop();
  expect(await short[16]!.ended).toContain("wait already");
  short[15]!.stop();
  expect(await short[15]!.ended).toBe("stopped");
  await counts({ busy: 3, waiting: 15 });
  long[0]!.stop();
  await counts({ busy: 3, waiting: 14 });
  for (const { stop } of [...long, ...short]) stop();
  await Promise.all([...long, ...short].map(({ ended }) => ended));
  await counts({ busy: 0, waiting: 0 });
});

test("a task that nobody waits for ends, even if its process hears nothing, and so do its connections", async () => {
  const [hanging] = hang(1);
  const stop = new AbortController();
  const { signal } = stop;
  const spinning = workers.run(SPIN, network, undefined, { signal }).catch((fault) => fault);
  await vi.waitFor(async () => expect(await sleepers()).toBe(1), 20_000);
  hanging!.stop();
  stop.abort(new Error("gone"));
  expect(await hanging!.ended).toBe("stopped");
  expect(await spinning).toMatchObject({ message: "gone" });
  await expect(
    workers.run(WHO, network, "", { signal: AbortSignal.abort(new Error("before")) }),
  ).rejects.toThrow("before");
  expect(ends.toSorted()).toEqual(["hang CANCELLED", "spin CANCELLED"]);
  await vi.waitFor(async () => expect(await sleepers()).toBe(0), 20_000);
  expect(workers.counts).toEqual({ busy: 0, idle: 0, waiting: 0 });
});

test("closing ends what runs, refuses what waits and what comes", async () => {
  const running = hang(4);
  await counts({ busy: 3, waiting: 1 });
  await workers.close();
  for (const { ended } of running) expect(await ended).toMatch(/^the server is stopping/);
  await expect(workers.run(WHO, network, "")).rejects.toMatchObject({ code: "BUSY" });
  expect(workers.counts).toEqual({ busy: 0, idle: 0, waiting: 0 });
});

test("without its database a task fails and says why", async () => {
  const nowhere = new Workers({ entry: ENTRY, databaseUrl: "postgres://127.0.0.1:1/none" });
  await expect(nowhere.run(WHO, network, "")).rejects.toThrow(
    /^cannot use the database at .*ECONNREFUSED/,
  );
  await nowhere.close();
});
