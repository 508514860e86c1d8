// The product's side of the audit: its command line on an embedded PostgreSQL, from migrating to verifying.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmbedded } from "../../src/database/embedded.ts";
import type { Setting } from "../support/naive/inputs.ts";
import type { Act } from "./audit-course.ts";
import { readCsv } from "./audit-csv.ts";
import type { Audited } from "./audit-model.ts";

const NETWORK = "uci";
const MAX_OUTPUT = 64 * 1024 * 1024;

export async function auditByProduct(
  from: string,
  course: readonly Act[],
  { asset, timeZone }: Setting,
  dataDir: string,
): Promise<Audited> {
  const cluster = await startEmbedded({ dataDir });
  const run = (...args: string[]) => tributary(dataDir, [...args, "--network", NETWORK]);
  await tributary(dataDir, ["migrate"]);
  const create = ["network", "create", NETWORK, "--asset", asset, "--time-zone", timeZone];
  await tributary(dataDir, create);
  await run("ladder", "publish", join(from, "ladder.json"));
  await run("import", "distributors", join(from, "distributors.csv"));
  await run("import", "products", join(from, "products.csv"));
  await run("plan", "publish", join(from, "plan.json"));
  await run("programme", "publish", join(from, "programmes.json"));
  const audited: Audited = { settled: 0, refunded: 0, refused: [], balances: new Map() };
  for (const act of course) {
    if ("settle" in act) audited.settled += await take(run, "settle", act.settle, audited.refused);
    else if ("refund" in act)
      audited.refunded += await take(run, "refund", act.refund, audited.refused);
    else if ("window" in act) await run("close", "window", act.window);
    else await run("close", "programme", act.programme, act.period);
  }
  for (const { account = "", balance = "" } of readCsv(await run("balances", "--format", "csv"))) {
    audited.balances.set(account, balance);
  }
  await run("verify");
  await cluster.stop();
  return audited;
}

type Run = (...args: string[]) => Promise<string>;

/** Settles or refunds a file. Returns how many rows were taken. */
async function take(run: Run, command: string, path: string, refused: string[]): Promise<number> {
  const rejects = `${path}.rejects`;
  const told = await run(command, path, "--rejects", rejects, "--json");
  for (const { ref = "" } of readCsv(await readFile(rejects, "utf8"))) refused.push(ref);
  return (JSON.parse(told) as { settled: number }).settled;
}

/** Runs one command of the built program; 3 says that rows were refused. */
async function tributary(data: string, args: string[]): Promise<string> {
  const program = join(import.meta.dirname, "../../dist/src/cli/tributary.js");
  const env = { ...process.env, DATA_DIR: data };
  const options = { env, maxBuffer: MAX_OUTPUT };
  const done = promisify(execFile)(process.execPath, [program, ...args], options);
  const { stdout } = await done.catch((error: { code: number; stdout: string }) => {
    if (error.code === 3) return error;
    throw error;
  });
  return stdout;
}
