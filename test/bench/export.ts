// What exports take beside PostgreSQL's own COPY of the same rows: time, memory, and what hledger takes to read them.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { Client } from "pg";
import { type Measured, measured, type Run, tell } from "./program.ts";

/** The months of the data set. */
const MONTHS = [
  "2010-12",
  ...Array.from({ length: 12 }, (_, index) => `2011-${`${index + 1}`.padStart(2, "0")}`),
];
/** A day after all of them: an export from there on has no rows. */
const NOTHING = "2999-01-01";
const TIME = "/usr/bin/time";
const JOB = join(import.meta.dirname, "export-job.ts");

export interface ExportBench {
  readonly run: Run;
  readonly dataDir: string;
  /** The folder of the converted files. */
  readonly csv: string;
  readonly network: string;
  readonly url: string;
}

/** Exports the book, reads each month with hledger, then doubles it to a million transactions. */
export async function benchExports(bench: ExportBench): Promise<void> {
  await compare(bench, "export of the book");
  await readMonths(bench);
  await double(bench);
  await compare(bench, "export of a million transactions");
}

/** Each format beside COPY, and the memory of both ways above an export of no rows. */
async function compare(bench: ExportBench, title: string): Promise<void> {
  const idle = await exported(bench, "csv", ["--from", NOTHING]);
  const idleJob = await job(bench, "csv", NOTHING);
  for (const format of ["csv", "hledger", "beancount"]) {
    const copySeconds = await copy(bench);
    const { seconds, peakMiB } = await exported(bench, format, []);
    const { transactions, lines, bytes } = JSON.parse(
      await readFile(`${outOf(bench, format)}.manifest.json`, "utf8"),
    );
    tell(
      `${title}, ${format}: transactions, lines, MB`,
      `${transactions}, ${lines}, ${Math.round(bytes / 1e6)}`,
    );
    tell(
      "  seconds, COPY's, ratio",
      `${seconds.toFixed(1)}, ${copySeconds.toFixed(1)}, ${(seconds / copySeconds).toFixed(2)}`,
    );
    tell("  MiB above an export of no rows", (peakMiB - idle.peakMiB).toFixed(0));
    if (format !== "csv") continue;
    const made = await job(bench, format);
    tell(
      "  as a job: seconds, MiB above one of no rows",
      `${made.seconds.toFixed(1)}, ${(made.peakMiB - idleJob.peakMiB).toFixed(0)}`,
    );
  }
}

function outOf({ dataDir }: ExportBench, format: string): string {
  return join(dataDir, `book.${format}`);
}

function exported(bench: ExportBench, format: string, more: readonly string[]): Promise<Measured> {
  const out = ["--format", format, "--out", outOf(bench, format)];
  return measured({ DATA_DIR: bench.dataDir }, [
    "export",
    ...out,
    "--network",
    bench.network,
    ...more,
  ]);
}

function job(bench: ExportBench, format: string, from?: string): Promise<Measured> {
  const { dataDir, url, network } = bench;
  return measured(
    { DATA_DIR: dataDir },
    [url, network, format, ...(from === undefined ? [] : [from])],
    JOB,
  );
}

/** Seconds that COPY takes to write the ledger's rows in the same order, to where nothing is kept. */
async function copy({ url, network }: ExportBench): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`set search_path to network_${network}`);
  const startedMs = performance.now();
  await client.query(`copy (
    select t.accounting_date, t.seq, t.ref, p.line, a.name, greatest(p.amount, 0), -least(p.amount, 0),
           p.asset, t.kind, t.cause
      from ledger_transaction t join posting p using (seq) join account a on a.id = p.account_id
     order by t.accounting_date, t.seq, p.line) to '/dev/null'`);
  const seconds = (performance.now() - startedMs) / 1_000;
  await client.end();
  return seconds;
}

/** hledger's strict check of a journal for each month. */
async function readMonths(bench: ExportBench): Promise<void> {
  if (!existsSync(TIME)) return tell("hledger: each month", `not measured without ${TIME}`);
  const took: { seconds: number; kib: number; bytes: number }[] = [];
  for (const month of MONTHS) {
    const [year, number] = month.split("-").map(Number) as [number, number];
    const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
    await exported(bench, "hledger", ["--from", `${month}-01`, "--to", last]);
    const file = outOf(bench, "hledger");
    const startedMs = performance.now();
    const command = ["-f", "%M", "hledger", "-f", file, "check", "--strict"];
    const env = { ...process.env, LANG: "C.UTF-8" };
    const { stderr } = await promisify(execFile)(TIME, command, { env });
    const seconds = (performance.now() - startedMs) / 1_000;
    took.push({ seconds, kib: Number(stderr.trim()), bytes: (await stat(file)).size });
  }
  const most = (of: (one: (typeof took)[number]) => number) => Math.max(...took.map(of));
  const all = took.reduce((sum, { seconds }) => sum + seconds, 0);
  tell(
    "hledger, a journal for each month: seconds in all, longest",
    `${all.toFixed(0)}, ${most((one) => one.seconds).toFixed(1)}`,
  );
  tell(
    "  largest journal in MB, most memory in MiB",
    `${(most((one) => one.bytes) / 1e6).toFixed(0)}, ${(most((one) => one.kib) / 1_024).toFixed(0)}`,
  );
}

/** The same orders once more, under other refs. */
async function double({ run, csv, network }: ExportBench): Promise<void> {
  const [header = "", ...rows] = (await readFile(join(csv, "orders.csv"), "utf8")).split("\n");
  const again = rows.map((row) => (row === "" ? row : `again-${row}`));
  await writeFile(join(csv, "orders-again.csv"), [header, ...again].join("\n"));
  const rejects = ["--rejects", join(csv, "rejects-again.csv")];
  await run("settle", join(csv, "orders-again.csv"), ...rejects, "--network", network, "--json");
}
