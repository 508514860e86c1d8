// An export as a worker process makes it, in a process of its own, so that its memory can be measured: URL NETWORK FORMAT [FROM].
import { setTimeout as sleep } from "node:timers/promises";
import { Database } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";
import type { ExportFormat } from "../../src/finance/exports/journal/format.ts";
import { parseExport } from "../../src/finance/exports/journal/request.ts";
import { EXPORT, Exports } from "../../src/finance/exports/store/exports.ts";
import { tablesOf } from "../../src/platform/app.ts";
import { Jobs } from "../../src/platform/jobs/jobs.ts";
import { migrateQueue } from "../../src/platform/jobs/queue.ts";
import { sparingMemory } from "../../src/platform/small-memory.ts";

const POLL_MS = 50;
const [url = "", name = "", format = "", from] = process.argv.slice(2);
const database = await Database.open({ url, ...tablesOf(features) });
const jobs = new Jobs(database, [EXPORT]);
await migrateQueue(database);
await jobs.work();
const exports = new Exports(jobs);
const network = await database.network(name);
const { id } = await exports.start(network, "bench", parseExport(format as ExportFormat, { from }));
const look = async () => (await exports.find(network, "bench", id))!;
await sparingMemory(async () => {
  while ((await look()).status === "RUNNING") await sleep(POLL_MS);
});
const { status, failure } = await look();
await jobs.close();
await database.close();
if (status !== "DONE") throw new Error(failure);
