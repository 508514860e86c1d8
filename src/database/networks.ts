// The registry of networks: creates a network, and migrates all of them.
import type { EntityManager } from "@mikro-orm/postgresql";
import { type Kysely, sql } from "kysely";
import { Refusal, StartupError } from "../kernel/errors.ts";
import { MAX_SCALE } from "../kernel/money.ts";
import { Zone } from "../kernel/time.ts";
import { type Database, schemaOf } from "./database.ts";
import { inTransaction, migrate } from "./migrate.ts";

const REGISTRY = [
  "create schema if not exists tributary",
  `create table if not exists tributary.network (
     name text primary key,
     schema text not null unique,
     created_at timestamptz not null default now()
   )`,
];
const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
const ASSET = /^[A-Z][A-Z0-9]{0,11}$/;
const MAX_COMPLIANCE_LEVELS = 100;
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

/**
 * Creates the registry, and the network `default` if there is no network, and migrates every network.
 * A network that cannot be migrated stays unchanged, and the others are still migrated; then one
 * `StartupError` is thrown, with a line for each failed network.
 */
export async function migrateAll(database: Database): Promise<{ name: string; applied: number }[]> {
  await ensureRegistry(database);
  if ((await networkNames(database)).length === 0) await createDefault(database);
  const done: { name: string; applied: number }[] = [];
  const faults: string[] = [];
  for (const name of await networkNames(database)) {
    try {
      const applied = await inTransaction(database, (em) => migrate(database, em, schemaOf(name)));
      done.push({ name, applied });
    } catch (error) {
      const cause = (error as Error).message;
      faults.push(`network "${name}" cannot be migrated and is unchanged: ${cause}`);
    }
  }
  if (faults.length > 0) throw new StartupError(faults.join("\n"));
  return done;
}

// Several processes may start at once on an empty database.
async function createDefault(database: Database): Promise<void> {
  try {
    await createNetwork(database, { name: DEFAULT_NETWORK });
  } catch (error) {
    if (!(error instanceof Refusal && error.code === "CONFLICT")) throw error;
  }
}

/**
 * Creates a network with all its tables, or nothing. Throws `CONFLICT` if the name is taken, and
 * `INVALID` for an invalid name, asset, scale, time zone or number of compliance levels.
 */
export async function createNetwork(database: Database, wanted: NewNetwork): Promise<void> {
  const {
    name,
    asset = "CNY",
    scale = 2,
    timeZone = "Asia/Shanghai",
    complianceLevels = 2,
  } = wanted;
  assertForm(
    "name",
    name,
    NAME,
    'at most 40 lower-case letters, digits, "_" and "-", a letter first',
  );
  assertForm(
    "asset",
    asset,
    ASSET,
    "at most 12 capital letters and digits, a letter first, like CNY",
  );
  assertWhole("scale", scale, MAX_SCALE);
  assertWhole("complianceLevels", complianceLevels, MAX_COMPLIANCE_LEVELS);
  const zone = new Zone(timeZone);
  await ensureRegistry(database);
  await inTransaction(database, async (em) => {
    await register(em, name);
    await migrate(database, em, schemaOf(name));
    const db = em.getKysely();
    await insertAsset(em.getKysely<unknown>(), { code: asset, scale });
    await sql`insert into settings (settlement_asset, time_zone, compliance_levels)
      values (${asset}, ${zone.name}, ${complianceLevels})`.execute(db);
  });
}

async function register(em: EntityManager, name: string): Promise<void> {
  const schema = schemaOf(name);
  const db = em.getKysely();
  // Waits for another transaction that is creating the same network.
  const added = await sql`insert into tributary.network (name, schema) values (${name}, ${schema})
    on conflict do nothing returning name`.execute(db);
  if (added.rows.length === 0) {
    throw new Refusal("CONFLICT", `name: the network "${name}" already exists`, "name");
  }
  const left = await sql`select 1 from pg_namespace where nspname = ${schema}`.execute(db);
  if (left.rows.length > 0) {
    const why = `the database has a schema "${schema}" that belongs to no network`;
    throw new Refusal("CONFLICT", `name: "${name}" cannot be used: ${why}`, "name");
  }
  await sql`create schema ${sql.id(schema)}`.execute(db);
}

async function ensureRegistry(database: Database): Promise<void> {
  await inTransaction(database, async (em) => {
    const db = em.getKysely();
    await sql`select pg_advisory_xact_lock(hashtextextended('tributary.registry', 0))`.execute(db);
    for (const statement of REGISTRY) await sql.raw(statement).execute(db);
  });
}

function assertForm(field: string, text: string, form: RegExp, described: string): void {
  if (!form.test(text)) {
    throw new Refusal(
      "INVALID",
      `${field}: ${JSON.stringify(text)} is not valid: use ${described}`,
      field,
    );
  }
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

/** Stores an asset in the tables of a network's transaction. */
export async function insertAsset(
  db: Kysely<unknown>,
  { code, scale }: { readonly code: string; readonly scale: number },
): Promise<void> {
  await sql`insert into asset (code, scale) values (${code}, ${scale})`.execute(db);
}
