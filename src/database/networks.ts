// The registry of networks, and bringing each network's schema up to date, one transaction for each.
import { Migrator } from "@mikro-orm/migrations";
import { Refusal } from "../kernel/errors.ts";
import { Zone } from "../kernel/time.ts";
import { type Database, schemaOf } from "./database.ts";

const REGISTRY = `
  create schema if not exists tributary;
  create table if not exists tributary.network (
    name text primary key,
    schema text not null unique,
    created_at timestamptz not null default now()
  )`;
const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
const MAX_SCALE = 12;
export const DEFAULT_NETWORK = "default";

export interface NewNetwork {
  readonly name: string;
  readonly asset?: string;
  readonly scale?: number;
  readonly timeZone?: string;
  readonly complianceLevels?: number;
}

/** Names of all networks, sorted. */
export async function networkNames(database: Database): Promise<string[]> {
  const pool = await database.pool();
  const { rows } = await pool.query<{ name: string }>(
    "select name from tributary.network order by name",
  );
  return rows.map((row) => row.name);
}

/** Makes the registry, and the network `default` if there is none, and migrates every network. */
export async function migrateAll(database: Database): Promise<{ name: string; applied: number }[]> {
  await ensureRegistry(database);
  if ((await networkNames(database)).length === 0) {
    await createNetwork(database, { name: DEFAULT_NETWORK });
  }
  const done: { name: string; applied: number }[] = [];
  for (const name of await networkNames(database)) {
    done.push({ name, applied: await migrate(database, schemaOf(name)) });
  }
  return done;
}

/** Creates a network with all its tables; refused with `CONFLICT` if the name is taken. */
export async function createNetwork(database: Database, wanted: NewNetwork): Promise<void> {
  const {
    name,
    asset = "CNY",
    scale = 2,
    timeZone = "Asia/Shanghai",
    complianceLevels = 2,
  } = wanted;
  if (!NAME.test(name)) {
    const form = 'lower-case letters, digits, "_" and "-", at most 40, a letter first';
    throw new Refusal("INVALID", `name: ${JSON.stringify(name)} is not ${form}`, "name");
  }
  if (!/^[A-Z][A-Z0-9]{0,11}$/.test(asset)) {
    throw new Refusal("INVALID", `asset: ${JSON.stringify(asset)} is not like CNY`, "asset");
  }
  assertWhole("scale", scale, MAX_SCALE);
  assertWhole("complianceLevels", complianceLevels, 100);
  const zone = new Zone(timeZone);
  await ensureRegistry(database);
  const schema = schemaOf(name);
  const pool = await database.pool();
  const taken = await pool.query(
    "insert into tributary.network (name, schema) values ($1, $2) on conflict do nothing",
    [name, schema],
  );
  if (taken.rowCount === 0) {
    throw new Refusal("CONFLICT", `name: there is a network "${name}" already`, "name");
  }
  try {
    await migrate(database, schema, [
      `insert into asset (code, scale) values ('${asset}', ${scale})`,
      `insert into settings (settlement_asset, time_zone, compliance_levels)
         values ('${asset}', '${zone.name}', ${complianceLevels})`,
    ]);
  } catch (error) {
    await pool.query("delete from tributary.network where name = $1", [name]);
    throw error;
  }
}

async function ensureRegistry(database: Database): Promise<void> {
  const client = await database.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock(hashtextextended('tributary.registry', 0))");
    await client.query(REGISTRY);
    await client.query("commit");
  } finally {
    client.release();
  }
}

// A fresh Migrator for each schema: it remembers the tables that it has seen.
async function migrate(database: Database, schema: string, after: string[] = []): Promise<number> {
  return database.orm.em.fork().transactional(async (em) => {
    await em.execute(`select pg_advisory_xact_lock(hashtextextended('${schema}.migrate', 0))`);
    await em.execute(`create schema if not exists "${schema}"`);
    await em.execute(`set local search_path to "${schema}"`);
    const transaction = em.getTransactionContext();
    const applied = await new Migrator(database.orm.em).up({ schema, transaction });
    await em.execute(`set local search_path to "${schema}"`);
    for (const statement of after) await em.execute(statement);
    return applied.length;
  });
}

function assertWhole(field: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new Refusal(
      "INVALID",
      `${field}: ${value} is not a whole number from 0 to ${max}`,
      field,
    );
  }
}
