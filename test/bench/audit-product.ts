// The product's side of the audit: its command line on an embedded PostgreSQL, from migrating to verifying.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { startEmbedded } from "../../src/database/embedded.ts";
import type { Setting } from "../support/naive/inputs.ts";
import type { Course } from "./audit-course.ts";
import { readCsv } from "./audit-csv.ts";
import type { Audited } from "./audit-model.ts";

const NETWORK = "uci";
const MAX_OUTPUT = 64 * 1024 * 1024;

export async function auditByProduct(
  course: Course,
  { asset, timeZone }: Setting,
  dataDir: string,
): Promise<Audited> {
  const cluster = await startEmbedded({ dataDir });
  const run = (...args: string[]) => tributary(dataDir, [...args, "--network", NETWORK]);
  await tributary(dataDir, ["migrate"]);
  const create = ["network", "create", NETWORK, "--asset", asset, "--time-zone", timeZone];
  await tributary(dataDir, create);
  await run("asset", "add", "POINT", "--scale", "0");
  await run("ladder", "publish", course.ladder);
  await run("import", "distributors", course.distributors);
  await run("import", "products", course.products);
  await run("plan", "publish", course.plan, "--acknowledge", "a plan of every kind of rule");
  await run("programme", "publish", course.programmes);
  const audited: Audited = { settled: 0, refunded: 0, refused: [], balances: new Map() };
  for (const act of course.acts) {
    if ("settle" in act) audited.settled += await take(run, "settle", act.settle, audited.refused);
    else if ("refund" in act)
      audited.refunded += await take(run, "refund", act.refund, audited.refused);
    else if ("window" in act) await run("close", "window", act.window);
    else await run("close", "programme", act.programme, act.period);
  }
  for (const row of readCsv(await run("balances", "--format", "csv"))) {
    const { account = "", asset: code = "", balance = "" } = row;
    audited.balances.set(`${account} ${code}`, balance);
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
  const program = join(import.meta.dirname, "../../dist/src/tributary.js");
  const env = { ...process.env, DATA_DIR: data };
  const options = { env, maxBuffer: MAX_OUTPUT };
  const done = promisify(execFile)(process.execPath, [program, ...args], options);
  const { stdout } = await done.catch((error: { code: number; stdout: string }) => {
    if (error.code === 3) return error;
    throw error;
  });
  return stdout;
}
