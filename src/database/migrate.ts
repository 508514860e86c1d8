// Brings one network's schema up to date inside a transaction, so that it changes whole or not at all.
import { Migrator } from "@mikro-orm/migrations";
import type { EntityManager } from "@mikro-orm/postgresql";
import { sql } from "kysely";
import type { Database } from "./database.ts";

/**
 * Applies the migrations that the schema lacks, and returns how many; waits while another process
 * is at it. Afterwards the transaction's unqualified names are those of the schema.
 */
export async function migrate(
  database: Database,
  em: EntityManager,
  schema: string,
): Promise<number> {
  const db = em.getKysely();
  const lock = `${schema}.migrate`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(db);
  // A fresh migrator each time: it remembers the tables that it has seen.
  const migrator = new Migrator(database.orm.em);
  const applied = await migrator.up({ schema, transaction: em.getTransactionContext()! });
  // Its runner resets the search_path that it has set.
  await sql`set local search_path to ${sql.id(schema)}`.execute(db);
  return applied.length;
}

/** A transaction that belongs to no network; migrations may run in it. */
export async function inTransaction<T>(
  database: Database,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  // The migrator asks for this too, and would take a second connection while it holds the first.
  await database.orm.schema.ensureDatabase();
  return database.orm.em.fork().transactional(work);
}
