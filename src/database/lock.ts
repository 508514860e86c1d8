// The only registry of database locks, in the order in which a transaction must take them.
import type { EntityManager } from "@mikro-orm/postgresql";
import { sql } from "kysely";
import type { Network, Tx } from "./database.ts";

/** What long transactions change beside the lane, each kind one at a time. */
export type Beside = "tree" | "catalogue" | "statements";

/**
 * Locks what only one transaction at a time may change beside the lane. It is the first lock of a
 * transaction, and never taken while the lane's is held; orders never take it.
 */
export function lockBeside(network: Network, tx: Tx, what: Beside): void {
  const name = `${network.schema}.${what}`;
  tx.send(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

/**
 * Locks the network's lane: until the transaction ends, no other transaction can change the network.
 * Only a lock of `lockBeside` may come before it.
 */
export function lockLane(network: Network, tx: Tx): void {
  const name = `${network.schema}.lane`;
  tx.send(sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`);
}

/** Whether another transaction waits for the network's lane, which this one has locked. */
export async function isLaneWanted(network: Network, tx: Tx): Promise<boolean> {
  const name = `${network.schema}.lane`;
  // PostgreSQL shows a key of 64 bits as two numbers of 32.
  const { rows } = await sql<{ wanted: boolean }>`
    select exists (
      select from pg_locks
       where locktype = 'advisory' and objsubid = 1 and not granted
         and database = (select oid from pg_database where datname = current_database())
         and classid::bigint = (hashtextextended(${name}, 0) >> 32) & 4294967295
         and objid::bigint = hashtextextended(${name}, 0) & 4294967295) as wanted`.execute(tx.db);
  return rows[0]!.wanted;
}

/**
 * Who adds a job of a kind to a network: held while the jobs that there are already are counted.
 * Never together with the lane's.
 */
export async function lockJobs(network: Network, em: EntityManager, kind: string): Promise<void> {
  const name = `${network.schema}.jobs.${kind}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(em.getKysely());
}

/** Whoever makes or migrates the queue of jobs: servers may start at once. Never together with another lock. */
export async function lockQueue(em: EntityManager): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('tributary.queue', 0))`.execute(
    em.getKysely(),
  );
}
