// An export as the server makes it, in a process of its own, so that its memory can be measured: URL NETWORK FORMAT [FROM].

import { setTimeout as sleep } from "node:timers/promises";
import { Database } from "../../src/database/database.ts";
import { features } from "../../src/features.ts";
import { Exports } from "../../src/finance/exports/store/exports.ts";
import type { ExportFormat } from "../../src/finance/exports/store/format.ts";
import { parseExport } from "../../src/finance/exports/store/request.ts";
import { tablesOf } from "../../src/platform/app.ts";

const POLL_MS = 50;
const [url = "", name = "", format = "", from] = process.argv.slice(2);
const database = await Database.open({ url, ...tablesOf(features) });
const exports = new Exports();
const network = await database.network(name);
const { id } = exports.start(network, "bench", parseExport(format as ExportFormat, { from }));
while (exports.find(network, "bench", id)?.status === "RUNNING") await sleep(POLL_MS);
const { status, failure } = exports.find(network, "bench", id)!;
await exports.close();
await database.close();
if (status !== "DONE") throw new Error(failure);
