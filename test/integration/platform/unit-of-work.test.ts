// Writes that are not money: they neither wait for the lane's lock nor cost the lane its memory.

import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { Memory } from "../../../src/commission/orders/lane/memory.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { lockLane } from "../../../src/database/lock.ts";
import { setStatus } from "../../../src/network/store/move.ts";
import { Job } from "../../../src/platform/jobs/entities.ts";
import { createTestNetwork, openTestDatabase } from "../../support/network.ts";
import { AT, fillNetwork, order } from "../../support/sample.ts";

let database: Database;
let network: Network;
beforeAll(async () => {
  database = await openTestDatabase();
  network = await createTestNetwork(database);
  await fillNetwork(network);
});
afterAll(() => database.close());

function addJob(id = randomUUID()): Promise<void> {
  return network.unitOfWork(async (em) => {
    const about = { kind: "test", owner: "li", role: "FINANCE", input: "{}" };
    const counts = { progress: 0, turn: 0, attempts: 0, chunks: 0 };
    em.create(Job, { id, ...about, ...counts, status: "WAITING", createdAt: new Date() });
  });
}

function countJobs(): Promise<number> {
  return network.unitOfWork((em) => em.count(Job));
}

test("it is stored while another process holds the lane, which goes on holding it", async () => {
  const before = await countJobs();
  let isHeld = true;
  await network.write(async (tx) => {
    await lockLane(network, tx);
    await addJob();
    expect(await countJobs()).toBe(before + 1);
    isHeld = false;
  });
  expect(isHeld).toBe(false);
});

test("a lane that settles meanwhile loads its memory once, also when another process settles, and again for another's decisions", async () => {
  const opened = vi.spyOn(Memory, "open");
  const lane = new Lane(network);
  const before = await countJobs();
  for (let batch = 0; batch < 10; batch += 1) {
    const writing = Array.from({ length: 5 }, () => addJob());
    const [outcome] = await lane.submit([order(`b-${batch}`)]);
    expect(outcome).toMatchObject({ status: "SETTLED" });
    await Promise.all(writing);
  }
  expect(await countJobs()).toBe(before + 50);
  expect(opened).toHaveBeenCalledTimes(1);
  await new Lane(network).submit([order("another-process")]);
  await lane.submit([order("after-it")]);
  expect(opened).toHaveBeenCalledTimes(2);
  await setStatus(network, "D", "SUSPENDED", AT);
  await lane.submit([order("after-the-decision")]);
  expect(opened).toHaveBeenCalledTimes(3);
  opened.mockRestore();
});

test("batches take the same statements with such writes between them as without", async () => {
  const lane = new Lane(network);
  const pool = await database.pool();
  let statements = 0;
  pool.on("acquire", (client) => {
    const counted = client as typeof client & { isCounted?: boolean };
    if (counted.isCounted) return;
    counted.isCounted = true;
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      statements += 1;
      return query(...args);
    }) as typeof client.query;
  });
  const settle = async (ref: string) => {
    statements = 0;
    await lane.submit([order(ref)]);
    return statements;
  };
  const first = await settle("s-1");
  const alone = await settle("s-2");
  expect(alone).toBeLessThan(first);
  await addJob();
  expect(await settle("s-3")).toBe(alone);
});

test("it is stored whole or not at all, and done again after a deadlock", async () => {
  const before = await countJobs();
  const id = randomUUID();
  const broken = network.unitOfWork(async (em) => {
    await addJob(id);
    await em.nativeDelete(Job, { id });
    throw new Error("broken");
  });
  await expect(broken).rejects.toThrow("broken");
  expect(await countJobs()).toBe(before + 1);
  let tries = 0;
  await network.unitOfWork(async (em) => {
    tries += 1;
    await em.nativeDelete(Job, { id });
    if (tries === 1) throw Object.assign(new Error("deadlock"), { code: "40P01" });
  });
  expect([tries, await countJobs()]).toEqual([2, before]);
});
