// Migrates the schema of one network inside a transaction, so that all migrations apply or none.
import { Migrator } from "@mikro-orm/migrations";
import type { EntityManager } from "@mikro-orm/postgresql";
import { sql } from "kysely";
import type { Database } from "./database.ts";

/**
 * Applies the migrations that the schema does not have yet, and returns how many; waits while another
 * process migrates it. Afterwards unqualified names in the transaction mean those of the schema.
 */
export async function migrate(
  database: Database,
  em: EntityManager,
  schema: string,
): Promise<number> {
  const db = em.getKysely();
  const lock = `${schema}.migrate`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${lock}, 0))`.execute(db);
  // A new migrator each time, because it caches the tables it has seen.
  const migrator = new Migrator(database.orm.em);
  const applied = await migrator.up({ schema, transaction: em.getTransactionContext()! });
  // The migrator has reset the search_path.
  await sql`set local search_path to ${sql.id(schema)}`.execute(db);
  return applied.length;
}

/** A transaction that belongs to no network; migrations may run in it. */
export async function inTransaction<T>(
  database: Database,
  work: (em: EntityManager) => Promise<T>,
): Promise<T> {
  // The migrator does this too, but it would take a second connection while it holds the first.
  await database.orm.schema.ensureDatabase();
  return database.orm.em.fork().transactional(work);
}
