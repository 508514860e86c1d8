// `npm run bench -- uci online-retail.csv.gz`: the whole UCI data set through the command line, timed.
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { startEmbedded } from "../../src/database/embedded.ts";
import { benchExports } from "./export.ts";
import { type Run, runner, tell } from "./program.ts";
import { convertUci } from "./uci.ts";
import { writeEveryKind } from "./uci-every-kind.ts";

const NETWORK = "uci";
const EVERY_KIND = "uci_every_kind";
/** What PostgreSQL is given to write again, with the same indexes, to see what it takes alone. */
const TABLES = ["ledger_transaction", "posting", "settlement"];

/** Times the data set of a file on an embedded PostgreSQL, and prints a line for each figure. */
export async function benchUci(file: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tributary-bench-"));
  await chmod(folder, 0o755);
  try {
    await bench(file, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bench(file: string, dataDir: string): Promise<void> {
  const csv = join(dataDir, "uci");
  const counts = await convertUci(file, csv);
  tell("lines", counts.lines);
  tell(
    "orders to settle, to refuse",
    `${counts.ordersToSettle}, ${counts.orders - counts.ordersToSettle}`,
  );
  // Kept running, so that starting PostgreSQL is in no figure.
  const cluster = await startEmbedded({ dataDir });
  const run = runner({ DATA_DIR: dataDir });
  await run("migrate");
  await createNetwork(run, csv, NETWORK);
  await run("plan", "publish", join(csv, "plan.json"), "--network", NETWORK);
  const settle = ["settle", join(csv, "orders.csv"), "--rejects", join(csv, "rejects.csv")];
  const settled = await run(...settle, "--network", NETWORK, "--json");
  tell("settled, refused", `${settled.settled}, ${settled.refused}`);
  tell("settle: seconds, orders/s", `${settled.seconds}, ${settled.ordersPerSecond}`);
  const again = await run(...settle, "--network", NETWORK, "--json");
  tell(
    "settle again: settled, repeated, seconds",
    `${again.settled}, ${again.repeated}, ${again.seconds}`,
  );
  const refunds = await run("refund", join(csv, "refunds.csv"), "--network", NETWORK, "--json");
  tell("refunded, refused, seconds", `${refunds.settled}, ${refunds.refused}, ${refunds.seconds}`);
  // The plan that was in force, as a draft: nothing may be different.
  const range = ["--from", "2010-12-01", "--to", "2012-01-01"];
  const drafts = ["--plan", join(csv, "plan.json"), "--ladder", join(csv, "ladder.json")];
  const simulated = await run("simulate", ...drafts, ...range, "--network", NETWORK, "--json");
  const { difference } = simulated.platform as { difference: string };
  tell(
    "simulate: orders, difference, seconds",
    `${simulated.orders}, ${difference}, ${simulated.seconds}`,
  );
  const bareSeconds = await copyAlone(cluster.url);
  tell("PostgreSQL alone, the same rows: seconds", bareSeconds.toFixed(1));
  tell("settle ÷ PostgreSQL alone", (Number(settled.seconds) / bareSeconds).toFixed(2));
  const startedMs = performance.now();
  const verified = await run("verify", "--network", NETWORK, "--json");
  tell("transactions, postings", `${verified.transactions}, ${verified.postings}`);
  tell("verify: mismatches", (verified.mismatches as unknown[]).length);
  tell("verify: seconds", ((performance.now() - startedMs) / 1_000).toFixed(1));
  await lookBack(run, cluster.url, dataDir);
  await benchExports({ run, dataDir, csv, network: NETWORK, url: cluster.url });
  await settleEveryKind(run, csv);
  await cluster.stop();
}

async function createNetwork(run: Run, csv: string, name: string): Promise<void> {
  await run("network", "create", name, "--asset", "GBP", "--time-zone", "Europe/London");
  for (const [what, file] of [
    [["ladder", "publish"], "ladder.json"],
    [["import", "distributors"], "distributors.csv"],
    [["import", "products"], "products.csv"],
  ] as const) {
    await run(...what, join(csv, file), "--network", name);
  }
}

/** The same sales in a network with a rule of every kind and two volume programmes a supplier. */
async function settleEveryKind(run: Run, csv: string): Promise<void> {
  await writeEveryKind(csv);
  await createNetwork(run, csv, EVERY_KIND);
  const network = ["--network", EVERY_KIND];
  await run("asset", "add", "POINT", "--scale", "0", ...network);
  await run("plan", "publish", join(csv, "every-kind.json"), ...network);
  await run("programme", "publish", join(csv, "programmes.json"), ...network);
  const files = [join(csv, "orders-buyers.csv"), "--rejects", join(csv, "rejects.csv")];
  const settled = await run("settle", ...files, ...network, "--json");
  tell("every kind of rule, two programmes: settled", settled.settled);
  tell("settle: seconds, orders/s", `${settled.seconds}, ${settled.ordersPerSecond}`);
  const { mismatches } = await run("verify", ...network, "--json");
  tell("verify: mismatches", (mismatches as unknown[]).length);
}

/** Every balance as it was recorded half way, and at the end of a month by accounting date. */
async function lookBack(run: Run, url: string, dataDir: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ at: string }>(
    `select to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
       from network_${NETWORK}.seal order by last_seq
     offset (select count(*) / 2 from network_${NETWORK}.seal) limit 1`,
  );
  await client.end();
  const timed = async (what: string, ...args: string[]) => {
    const startedMs = performance.now();
    await run(...args, "--network", NETWORK);
    tell(what, ((performance.now() - startedMs) / 1_000).toFixed(1));
  };
  await timed("balances as of half way: seconds", "balances", "--as-of", rows[0]!.at);
  const out = join(dataDir, "trial.xlsx");
  const days = ["--from", "2011-06-01", "--to", "2011-06-30"];
  await timed("trial balance of a month: seconds", "statement", ...days, "--out", out);
}

/** Seconds that PostgreSQL takes to write the rows again from where they lie, without guards or client. */
async function copyAlone(url: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`set search_path to network_${NETWORK}`);
  const startedMs = performance.now();
  for (const table of TABLES) {
    await client.query(`create table bare (like ${table} including all)`);
    await client.query(`insert into bare select * from ${table}`);
    await client.query("drop table bare");
  }
  await client.end();
  return (performance.now() - startedMs) / 1_000;
}
