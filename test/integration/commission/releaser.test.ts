// What is due is released by itself, once, however many servers look for it.
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { RELEASER } from "../../../src/commission/release/releaser.ts";
import type { Database, Network } from "../../../src/database/database.ts";
import { migrateAll } from "../../../src/database/networks.ts";
import { Jobs } from "../../../src/platform/jobs/jobs.ts";
import { migrateQueue } from "../../../src/platform/jobs/queue.ts";
import { createScratchDatabase, openTestDatabase } from "../../support/network.ts";
import { fillNetwork, order, PLAN } from "../../support/sample.ts";
import type { Scratch } from "../../support/server.ts";

let scratch: Scratch;
const servers: Database[] = [];
beforeAll(async () => {
  // Of its own: a releaser looks at every network of its database.
  scratch = await createScratchDatabase();
  for (let n = 0; n < 3; n += 1) servers.push(await openTestDatabase({ url: scratch.url }));
  await migrateAll(servers[0]!);
  await migrateQueue(servers[0]!);
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await scratch.drop();
});

const PATIENCE = { timeout: 10_000, interval: 50 };

/** A server that has nothing to do but to release. */
async function startReleaser(
  server: Database,
  onFault: (network: string, fault: unknown) => void,
): Promise<{ stop(): Promise<void> }> {
  const jobs = new Jobs(server, [RELEASER]);
  jobs.onFault = (kind, network, fault) => {
    if (kind !== "clean-up") onFault(network, fault);
  };
  await jobs.work();
  return { stop: () => jobs.close() };
}

async function counts(network: Network): Promise<{ releases: string; pending: string }> {
  return network.read(async (tx) => {
    const { rows } = await sql<{ releases: string; pending: string }>`
      select (select count(*) from release) as releases, (select count(*) from pending) as pending`.execute(
      tx.db,
    );
    return rows[0]!;
  });
}

it("releases what was due while no server ran, once for each distributor and day", async () => {
  const network = await servers[0]!.network("default");
  await fillNetwork(network, { plan: { ...PLAN, release: { days: 2 } } });
  const soon = { occurredAt: new Date().toISOString() };
  await new Lane(network).submit([order("past"), order("past-too"), order("to-come", soon)]);
  const faults: unknown[] = [];
  const releasers = await Promise.all(
    servers.map((server) => startReleaser(server, (_, fault) => faults.push(fault))),
  );
  await vi.waitFor(async () => expect((await counts(network)).releases).toBe("3"), PATIENCE);
  await Promise.all(releasers.map((releaser) => releaser.stop()));
  expect(faults).toEqual([]);
  // E, D and C have a share of each order.
  expect(await counts(network)).toEqual({ releases: "3", pending: "3" });
});

it("goes on with other networks where one cannot be read", async () => {
  const network = await servers[0]!.network("default");
  await network.database
    .pool()
    .then((pool) =>
      pool.query(
        "insert into tributary.network (name, schema) values ('broken', 'network_broken')",
      ),
    );
  await new Lane(network).submit([order("later")]);
  const faults: string[] = [];
  const releaser = await startReleaser(servers[1]!, (name) => faults.push(name));
  await vi.waitFor(async () => expect((await counts(network)).releases).toBe("6"), PATIENCE);
  await releaser.stop();
  expect(faults).toEqual(["broken"]);
});
