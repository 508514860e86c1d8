// Reads outside of transactions: a statement of its own is one round trip, and sees what is committed when it begins.
import { Pool, type PoolClient, type PoolConfig } from "pg";
import { reclaimLostConnections } from "./lost-connections.ts";
import { gather, handlesOf, type Tx } from "./session.ts";

/** The largest number of connections of one process that only read. */
const MAX_READERS = 8;

export interface ReaderOptions {
  readonly url: string;
  /** Settings of PostgreSQL for the connections. */
  readonly settings: string | undefined;
  /** How the driver reads types. */
  readonly types: PoolConfig["types"];
}

/**
 * Connections that only read. Each stays in the network that it read last, so they are not those of
 * transactions: a statement there that names no network must fail.
 */
export class Readers {
  readonly pool: Pool;
  /** Called with the time that a read waited for a connection. */
  onConnection: (waitedMs: number) => void = () => {};
  /** The schema of each connection. */
  readonly #schemas = new WeakMap<PoolClient, string>();

  constructor({ url, settings, types }: ReaderOptions) {
    this.pool = new Pool({
      connectionString: url,
      max: MAX_READERS,
      pipeline: true,
      ...(types && { types }),
      ...(settings && { options: settings }),
    });
    reclaimLostConnections(this.pool);
    // A connection that breaks fails what waits for it, and is not used again.
    this.pool.on("error", () => {});
    this.pool.on("connect", prepareForReads);
  }

  /**
   * Runs statements of one network on one connection. With `isRepeated` they are prepared: for texts of
   * which there are few.
   */
  async read<T>(schema: string, work: (tx: Tx) => Promise<T>, isRepeated: boolean): Promise<T> {
    const startedMs = performance.now();
    const client = await this.pool.connect();
    this.onConnection(performance.now() - startedMs);
    try {
      this.#enter(client, schema);
      return await work(new Reading(handlesOf(client)[isRepeated ? "prepared" : "plain"]));
    } finally {
      client.release();
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  #enter(client: PoolClient, schema: string): void {
    if (this.#schemas.get(client) === schema) return;
    this.#schemas.set(client, schema);
    sendText(client, `set search_path to "${schema}"`);
  }
}

// A prepared statement is planned each time: its table may have been small when it was prepared.
function prepareForReads(client: PoolClient): void {
  client.on("error", () => {});
  sendText(client, "set default_transaction_read_only to on");
  sendText(client, "set plan_cache_mode to force_custom_plan");
}

function sendText(client: PoolClient, text: string): void {
  gather(client);
  // If it fails, so does the connection, and what is sent behind it.
  client.query(text).catch(() => {});
}

class Reading implements Tx {
  readonly db: Tx["db"];
  readonly storedMs = undefined;

  constructor(db: Tx["db"]) {
    this.db = db;
  }

  send(): never {
    throw new Error("a read waits for each of its statements");
  }

  copy(): never {
    throw new Error("a read stores no rows");
  }
}
