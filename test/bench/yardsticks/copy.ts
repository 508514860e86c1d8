// The yardstick of whatever writes rows: PostgreSQL's COPY of exactly those rows into a copy of the database as it
// was before, with the same constraints, indexes and triggers.
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Client } from "pg";
import { connected } from "../stand/databases.ts";
import { SCHEMA } from "../stand/network.ts";
import type { Stand } from "../stand/stand.ts";
import { copyIn, copyOut } from "./copy-stream.ts";

/** The tables that triggers of others look into; they are copied first, in this order. */
const FIRST = ["account", "ledger_transaction", "posting"];
/** By which column a table's newer rows are known; a table without one was empty before. */
const GROWING = ["last_seq", "seq", "id"];

/** Seconds that COPY takes for the rows that `afterUrl` has and `beforeUrl` has not. */
export async function copySeconds(
  stand: Stand,
  beforeUrl: string,
  afterUrl: string,
): Promise<number> {
  const folder = join(stand.folder, "copy");
  await mkdir(folder, { recursive: true });
  const tables = await dump(folder, beforeUrl, afterUrl);
  const url = await stand.databases.create(beforeUrl);
  const seconds = await connected(url, async (client) => {
    await client.query(`set search_path to ${SCHEMA}`);
    const startedMs = performance.now();
    for (const table of tables) await copyIn(client, table, join(folder, table));
    return (performance.now() - startedMs) / 1_000;
  });
  await assertSame(url, afterUrl);
  await stand.databases.drop(url);
  await rm(folder, { recursive: true });
  return seconds;
}

/** Writes a file for each table that has grown. Returns their names in the order for COPY. */
async function dump(folder: string, beforeUrl: string, afterUrl: string): Promise<string[]> {
  const { before, bounds } = await connected(beforeUrl, async (client) => {
    const counts = await rowsByTable(client);
    return { before: counts, bounds: await boundsOf(client, [...counts.keys()]) };
  });
  return connected(afterUrl, async (client) => {
    const after = await rowsByTable(client);
    const grown = [...after].filter(([table, rows]) => rows !== before.get(table));
    const tables = grown.map(([table]) => table).sort((a, b) => rank(a) - rank(b));
    for (const table of tables) {
      const newer = bounds.get(table) ?? "true";
      await copyOut(
        client,
        `select * from ${table} where ${newer} order by 1, 2`,
        join(folder, table),
      );
    }
    return tables;
  });
}

function rank(table: string): number {
  const place = FIRST.indexOf(table);
  return place === -1 ? FIRST.length : place;
}

/** How many rows each table of the network has. */
async function rowsByTable(client: Client): Promise<Map<string, number>> {
  await client.query(`set search_path to ${SCHEMA}`);
  const { rows } = await client.query<{ name: string }>(
    `select table_name as name from information_schema.tables
      where table_schema = $1 and table_type = 'BASE TABLE' order by 1`,
    [SCHEMA],
  );
  const counts = new Map<string, number>();
  for (const { name } of rows) {
    const counted = await client.query<{ n: string }>(`select count(*) as n from ${name}`);
    counts.set(name, Number(counted.rows[0]!.n));
  }
  return counts;
}

/** The condition for rows that a table has not got yet, for tables whose rows are numbered. */
async function boundsOf(client: Client, tables: string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name as "table", column_name as "column" from information_schema.columns
      where table_schema = $1 and column_name = any($2) and data_type in ('bigint', 'integer')`,
    [SCHEMA, GROWING],
  );
  const bounds = new Map<string, string>();
  for (const table of tables) {
    const columns = rows.filter((one) => one.table === table).map(({ column }) => column);
    const column = GROWING.find((name) => columns.includes(name));
    if (column === undefined) continue;
    const { rows: found } = await client.query<{ most: string }>(
      `select coalesce(max(${column}), 0) as most from ${table}`,
    );
    bounds.set(table, `${column} > ${found[0]!.most}`);
  }
  return bounds;
}

async function assertSame(copyUrl: string, afterUrl: string): Promise<void> {
  const [copied, after] = [
    await connected(copyUrl, rowsByTable),
    await connected(afterUrl, rowsByTable),
  ];
  for (const [table, rows] of after) {
    if (copied.get(table) !== rows) {
      throw new Error(`COPY wrote ${copied.get(table)} rows of ${table}, not ${rows}`);
    }
  }
}
