// The yardstick of transactions: TPC-B as pgbench runs it, one commit for each transaction.
import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import type { Stand } from "../stand/stand.ts";

const DEBIAN = "/usr/lib/postgresql";
const THREADS = 2;

/** Transactions a second with as many clients; undefined if pgbench is not installed. */
export async function tpcB(stand: Stand, clients: number): Promise<number | undefined> {
  const program = findPgbench();
  if (program === undefined) return undefined;
  const { tpcBScale, seconds } = stand.sizes;
  const run = promisify(execFile);
  const url = await stand.once("tpc-b", async () => {
    const made = await stand.databases.create();
    await run(program, ["--initialize", "--quiet", `--scale=${tpcBScale}`, made]);
    return made;
  });
  await stand.databases.flush();
  const threads = Math.min(clients, THREADS);
  const load = [`--client=${clients}`, `--jobs=${threads}`, `--time=${Math.ceil(seconds)}`];
  const { stdout } = await run(program, ["--no-vacuum", ...load, url]);
  return Number(/^tps = ([\d.]+)/m.exec(stdout)![1]);
}

function findPgbench(): string | undefined {
  const path = (process.env.PATH ?? "").split(delimiter);
  const debian = existsSync(DEBIAN)
    ? readdirSync(DEBIAN).map((one) => join(DEBIAN, one, "bin"))
    : [];
  return [...path, ...debian]
    .map((folder) => join(folder, "pgbench"))
    .find((file) => existsSync(file));
}
