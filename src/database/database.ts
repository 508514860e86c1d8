// One PostgreSQL database with its networks, each in a separate schema: opening, sessions and transactions.
import type { EntityManager, MikroORM } from "@mikro-orm/postgresql";
import type { Pool, PoolClient } from "pg";
import { Refusal, StartupError } from "../kernel/errors.ts";
import type { Asset } from "../kernel/money.ts";
import { Zone } from "../kernel/time.ts";
import { closeOrm, type DatabaseOptions, openOrm, poolOf } from "./orm.ts";
import { Readers } from "./readers.ts";
import { Session, type SessionMode, type Tx } from "./session.ts";
import type { Row } from "./tables.ts";

export { Outbox, type Sender, type Tx } from "./session.ts";

/** How often a transaction is tried if it ends with a deadlock or a serialization failure. */
const MAX_ATTEMPTS = 5;

/** The user on whose behalf something is written, from the token or the command line. */
export interface Actor {
  readonly sub: string;
  readonly role: string;
  /** The token's id. */
  readonly token?: string | undefined;
}

/** The settings with which a network was created (docs/rules.md §1); they never change. */
export interface NetworkSettings {
  readonly name: string;
  readonly asset: Asset;
  readonly zone: Zone;
  readonly complianceLevels: number;
}

export type PoolUse = "transactions" | "reads";

export class Database {
  /** Where it is, with what it takes to get in. */
  readonly url: string;
  readonly orm: MikroORM;
  readonly readers: Readers;
  readonly #networks = new Map<string, Network>();
  readonly #running = new Set<Promise<unknown>>();
  /** Called with the time that someone waited for a connection of a pool. */
  onConnection: (waitedMs: number, use: PoolUse) => void = () => {};

  private constructor(url: string, orm: MikroORM, readers: Readers) {
    this.url = url;
    this.orm = orm;
    this.readers = readers;
    readers.onConnection = (waitedMs) => this.onConnection(waitedMs, "reads");
  }

  /** Connects and checks the server's version. Throws `StartupError` in one line. */
  static async open(options: DatabaseOptions): Promise<Database> {
    const { url, settings } = options;
    const orm = await openOrm(options);
    // Rows are of the same types, whichever connection reads them.
    const { types } = (await poolOf(orm)).options;
    return new Database(url, orm, new Readers({ url, settings, types }));
  }

  /** The driver's pool, for LISTEN and for SQL statements that belong to no network. */
  pool(): Promise<Pool> {
    return poolOf(this.orm);
  }

  /** The pools of this process, by what they are for. */
  async pools(): Promise<Readonly<Record<PoolUse, Pool>>> {
    return { transactions: await this.pool(), reads: this.readers.pool };
  }

  /** A separate connection; the caller returns it with `release`. */
  async connect(): Promise<PoolClient> {
    const startedMs = performance.now();
    const client = await (await this.pool()).connect();
    this.onConnection(performance.now() - startedMs, "transactions");
    return client;
  }

  /** An existing network by its name; throws `NOT_FOUND` if there is none. */
  async network(name: string): Promise<Network> {
    const known = this.#networks.get(name);
    if (known !== undefined) return known;
    const schema = schemaOf(name);
    const pool = await this.pool();
    if (!(await isRegistered(pool, name))) {
      throw new Refusal("NOT_FOUND", `network: there is no network "${name}"`, "network");
    }
    const network = new Network(this, schema, await readSettings(pool, name, schema));
    this.#networks.set(name, network);
    return network;
  }

  /** Registers a transaction, so that `close` waits for it. */
  async running<T>(transaction: Promise<T>): Promise<T> {
    this.#running.add(transaction);
    try {
      return await transaction;
    } finally {
      this.#running.delete(transaction);
    }
  }

  /** Waits for the running transactions first: the pool would wait forever for one that has just begun. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#running);
    await Promise.all([closeOrm(this.orm), this.readers.close()]);
  }
}

/** The schema that holds a network's tables. */
export function schemaOf(name: string): string {
  return `network_${name}`;
}

async function isRegistered(pool: Pool, name: string): Promise<boolean> {
  const registry = await pool.query<{ present: boolean }>(
    "select to_regclass('tributary.network') is not null as present",
  );
  if (!registry.rows[0]!.present) {
    throw new StartupError("the database has no networks yet: run `tributary migrate`");
  }
  const found = await pool.query("select 1 from tributary.network where name = $1", [name]);
  return found.rowCount === 1;
}

async function readSettings(pool: Pool, name: string, schema: string): Promise<NetworkSettings> {
  const { rows } = await pool.query<
    Row<"asset", "code" | "scale"> & Row<"settings", "time_zone" | "compliance_levels">
  >(
    `select code, scale, time_zone, compliance_levels
       from "${schema}".settings join "${schema}".asset on code = settlement_asset`,
  );
  const row = rows[0]!;
  return {
    name,
    asset: { code: row.code, scale: row.scale },
    zone: new Zone(row.time_zone),
    complianceLevels: row.compliance_levels,
  };
}

/** The ledger and the distributor tree of one platform; all its queries run in its schema. */
export class Network {
  readonly database: Database;
  readonly schema: string;
  readonly settings: NetworkSettings;
  /** The user on whose behalf it writes; undefined for the system. */
  readonly actor: Actor | undefined;

  constructor(database: Database, schema: string, settings: NetworkSettings, actor?: Actor) {
    this.database = database;
    this.schema = schema;
    this.settings = settings;
    this.actor = actor;
  }

  /** The same network; what it writes is recorded as done by `actor`. */
  as(actor: Actor): Network {
    return new Network(this.database, this.schema, this.settings, actor);
  }

  /**
   * Reads on one connection. Each statement sees what is committed when it begins; with `snapshot`,
   * which is a transaction, all see the same state.
   */
  read<T>(work: (tx: Tx) => Promise<T>, snapshot = false): Promise<T> {
    return snapshot ? this.#transact(work, "SNAPSHOT") : this.#readWith(work, false);
  }

  /** The same for look-ups by key, whose few texts are used again and again: they are prepared. */
  lookUp<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.#readWith(work, true);
  }

  /** Writes in one transaction, which is retried (bounded) after a deadlock: `work` must be repeatable. */
  write<T>(work: (tx: Tx) => Promise<T>, mode: "WRITE" | "LANE" = "WRITE"): Promise<T> {
    return retried(() => this.#transact(work, mode));
  }

  /**
   * Writes what is not money, by the ORM's unit of work: entities that `work` makes, changes or
   * removes are stored when it returns. It takes no lane lock and leaves the lane's memory alone, so
   * nothing that the fold reads may be written here. Repeatable like `write`.
   */
  unitOfWork<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return retried(() => {
      const em = this.database.orm.em.fork({
        schema: this.schema,
        session: { variables: { search_path: `"${this.schema}"` } },
      });
      return this.database.running(em.transactional(work).catch(refuseNul));
    });
  }

  #readWith<T>(work: (tx: Tx) => Promise<T>, isRepeated: boolean): Promise<T> {
    const { database, schema } = this;
    return database.running(database.readers.read(schema, work, isRepeated).catch(refuseNul));
  }

  #transact<T>(work: (tx: Tx) => Promise<T>, mode: SessionMode): Promise<T> {
    return this.database.running(this.#onConnection(work, mode).catch(refuseNul));
  }

  async #onConnection<T>(work: (tx: Tx) => Promise<T>, mode: SessionMode): Promise<T> {
    const client = await this.database.connect();
    const session = new Session(client, this.schema, mode);
    try {
      const result = await work(session);
      const committed = session.commit();
      // What was read is true whether or not the transaction ends well, so nobody waits for its end.
      if (mode === "SNAPSHOT") committed.catch(() => {});
      else await committed;
      return result;
    } catch (error) {
      session.rollback();
      // The first statement that failed is the cause of what failed after it.
      throw session.failure ?? error;
    } finally {
      void this.database.running(session.ended.then(() => client.release()));
    }
  }
}

async function retried<T>(transact: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transact();
    } catch (error) {
      if (attempt === MAX_ATTEMPTS || !isTransient(error)) throw error;
    }
  }
}

const INVALID_CHARACTER = "22021";

// PostgreSQL accepts every character in a text except NUL.
function refuseNul(error: unknown): never {
  if ((error as { code?: string }).code !== INVALID_CHARACTER) throw error;
  throw new Refusal("INVALID", "the NUL character (U+0000) is not allowed in a text");
}

const SERIALIZATION_FAILURE = "40001";
const DEADLOCK = "40P01";

function isTransient(error: unknown): boolean {
  const { code } = error as { code?: string };
  return code === SERIALIZATION_FAILURE || code === DEADLOCK;
}
