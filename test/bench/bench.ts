// `npm run bench`: the one place where speed is measured. It measures and does not judge: its exit code says
// only whether everything ran and was right.

import { type Options, readOptions, USAGE } from "./options.ts";
import { type Done, jsonLine, printTable } from "./print.ts";
import { assertFinite, type Row } from "./row.ts";
import { FULL, QUICK } from "./sizes.ts";
import { Stand } from "./stand/stand.ts";
import { benchUci } from "./uci-bench.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function run({ rows, quick, databaseUrl }: Exclude<Options, { uci: string }>): Promise<void> {
  const stand = await Stand.open(quick ? QUICK : FULL, databaseUrl);
  // An interrupted run leaves no server and no database behind.
  for (const signal of SIGNALS) {
    process.once(signal, () => void stand.close().finally(() => process.exit(1)));
  }
  try {
    const done: Done[] = [];
    for (const row of rows) done.push(await runRow(row, stand));
    for (const one of done) console.log(jsonLine(one, quick));
    printTable(done);
    if (done.some(({ fault }) => fault !== undefined)) process.exitCode = 1;
  } finally {
    await stand.close();
  }
}

/** A row that fails is told, and the others still run. */
async function runRow(row: Row, stand: Stand): Promise<Done> {
  const startedMs = performance.now();
  try {
    const measures = await row.run(stand);
    measures.forEach(assertFinite);
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(0);
    console.error(`row ${row.id}: ${row.title} (${seconds} s)`);
    return { row, measures };
  } catch (error) {
    const fault = (error as Error).message;
    console.error(`row ${row.id}: ${row.title}: FAILED\n${(error as Error).stack}`);
    return { row, measures: [], fault };
  }
}

function read(): Options {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(1);
  }
}

const options = read();
if ("uci" in options) await benchUci(options.uci);
else await run(options);
