// The only registry of database locks, in the order in which a transaction must take them.
import { sql } from "kysely";
import type { Network, Tx } from "./database.ts";

/**
 * Locks the network's lane: until the transaction ends, no other transaction can change the network.
 * It is always the first lock of a transaction.
 */
export async function lockLane(network: Network, tx: Tx): Promise<void> {
  const name = `${network.schema}.lane`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx.db);
}
