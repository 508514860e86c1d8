// The one registry of locks, in the order in which they are taken.
import { sql } from "kysely";
import type { Network, Tx } from "./database.ts";

/**
 * The network's lane: whoever holds it is the only one to change the network until its transaction
 * ends. Always the first lock of a transaction.
 */
export async function lockLane(network: Network, tx: Tx): Promise<void> {
  const name = `${network.schema}.lane`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx.db);
}
