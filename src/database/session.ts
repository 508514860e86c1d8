// One transaction on one connection of the driver. Statements go out as soon as they are made, behind those
// whose answers are still to come, so that a commit takes a few round trips however many statements it has.
import type { Writable } from "node:stream";
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
} from "kysely";
import type { QueryResult as DriverResult, PoolClient } from "pg";
import { type CopiedRows, Copying } from "./copy.ts";

/** Takes statements that nobody waits for. */
export interface Sender {
  /**
   * Sends a statement without waiting for it; statements run in the order in which they were sent. If
   * it fails, the transaction does not commit, and fails with its error.
   */
  send(statement: RawBuilder<unknown>): void;
  /** Stores rows, in the same way. */
  copy(rows: CopiedRows): void;
}

/** The database handle inside one transaction of one network. */
export interface Tx extends Sender {
  // Queries are written in SQL and declare their row types, so table types are not needed.
  readonly db: Kysely<unknown>;
  /** When all that was sent before COMMIT had been answered, as `performance.now()` gives it. */
  readonly storedMs: number | undefined;
}

const BEGIN = {
  /** All its queries see the same state. */
  SNAPSHOT: "begin isolation level repeatable read read only",
  WRITE: "begin isolation level read committed",
  /**
   * The same few statements again and again, each for a set of keys: each connection parses and plans
   * them once. A plan that was made while a table was small must not read a whole table later.
   */
  LANE: `begin isolation level read committed; set local enable_seqscan to off;
    set local enable_hashjoin to off; set local enable_mergejoin to off;
    set local plan_cache_mode to force_generic_plan`,
} as const;

/** What a session is for. */
export type SessionMode = keyof typeof BEGIN;

/** Statements that are made now and sent later, in the same order. */
export class Outbox implements Sender {
  readonly #sent: ((sender: Sender) => void)[] = [];

  send(statement: RawBuilder<unknown>): void {
    this.#sent.push((sender) => sender.send(statement));
  }

  copy(rows: CopiedRows): void {
    this.#sent.push((sender) => sender.copy(rows));
  }

  sendTo(sender: Sender): void {
    for (const send of this.#sent) send(sender);
  }
}

export class Session implements Tx {
  readonly db: Kysely<unknown>;
  readonly #client: PoolClient;
  readonly #isPrepared: boolean;
  /** BEGIN, COMMIT or ROLLBACK, whichever was sent last. */
  #last!: Promise<unknown>;
  /** Each resolves when a statement is answered, in the order in which they were sent. */
  readonly #answers: Promise<void>[] = [];
  storedMs: number | undefined;
  /** Of the statement that was sent first among those that failed: the others failed because of it. */
  #failure: { readonly error: unknown; readonly place: number } | undefined;

  constructor(client: PoolClient, schema: string, mode: SessionMode) {
    this.#client = client;
    this.#isPrepared = mode === "LANE";
    this.db = handlesOf(client)[this.#isPrepared ? "prepared" : "plain"];
    this.#sendText(`${BEGIN[mode]}; set local search_path to "${schema}"`);
  }

  send(statement: RawBuilder<unknown>): void {
    this.#watch(run(this.#client, statement.compile(this.db), this.#isPrepared));
  }

  copy(rows: CopiedRows): void {
    gather(this.#client);
    this.#watch(
      new Promise<void>((resolve, reject) => {
        this.#client.query(new Copying(rows, (error) => (error ? reject(error) : resolve())));
      }),
    );
  }

  /** Sends COMMIT behind everything else; throws the error of the first statement that failed. */
  async commit(): Promise<void> {
    void this.#answers.at(-1)!.then(() => {
      this.storedMs = performance.now();
    });
    const done = await this.#sendText("commit").catch(() => undefined);
    await Promise.all(this.#answers);
    if (this.#failure !== undefined) throw this.#failure.error;
    // A transaction in which a statement has failed is rolled back by COMMIT, without an error.
    if (done?.command !== "COMMIT") throw new Error("the transaction was rolled back");
  }

  /** Takes everything back. */
  rollback(): void {
    this.#sendText("rollback");
  }

  /** Resolves when everything that was sent is answered; another transaction can follow. */
  get ended(): Promise<void> {
    return this.#last.then(
      () => {},
      () => {},
    );
  }

  /** The error of the first statement that failed among those that nobody waits for. */
  get failure(): unknown {
    return this.#failure?.error;
  }

  #sendText(text: string): Promise<DriverResult> {
    gather(this.#client);
    const sent = this.#client.query(text);
    this.#last = sent;
    this.#watch(sent);
    return sent;
  }

  #watch(sent: Promise<unknown>): void {
    const place = this.#answers.length;
    const answer = sent.then(
      () => {},
      (error) => {
        if (place < (this.#failure?.place ?? Number.POSITIVE_INFINITY)) {
          this.#failure = { error, place };
        }
      },
    );
    this.#answers.push(answer);
  }
}

interface Handles {
  readonly plain: Kysely<unknown>;
  readonly prepared: Kysely<unknown>;
}

const handles = new WeakMap<PoolClient, Handles>();

/** The handles on one connection, for statements that are prepared and for others. */
export function handlesOf(client: PoolClient): Handles {
  const known = handles.get(client);
  if (known !== undefined) return known;
  const fresh = { plain: handleOn(client, false), prepared: handleOn(client, true) };
  handles.set(client, fresh);
  return fresh;
}

// The connection is the session's for as long as it lasts, so it is neither acquired nor locked.
function handleOn(client: PoolClient, isPrepared: boolean): Kysely<unknown> {
  const connection: DatabaseConnection = {
    executeQuery: async <R>(query: CompiledQuery) =>
      resultOf<R>(await run(client, query, isPrepared)),
    streamQuery: () => {
      throw new Error("a session does not stream: read in pages");
    },
  };
  return new Kysely({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new ConnectionDriver(connection),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });
}

class ConnectionDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(connection: DatabaseConnection) {
    this.#connection = connection;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  async releaseConnection(): Promise<void> {}

  async destroy(): Promise<void> {}

  beginTransaction = refuseTransaction;
  commitTransaction = refuseTransaction;
  rollbackTransaction = refuseTransaction;
}

async function refuseTransaction(): Promise<never> {
  throw new Error("a session is one transaction: it cannot begin another");
}

function resultOf<R>({ rows, rowCount }: DriverResult): QueryResult<R> {
  return {
    rows: rows as R[],
    ...(typeof rowCount === "number" && { numAffectedRows: BigInt(rowCount) }),
  };
}

/** The most different texts that a connection keeps prepared; further ones are parsed each time. */
const MAX_PREPARED = 500;

const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size === MAX_PREPARED) return known;
  const name = `tributary_${names.size + 1}`;
  names.set(text, name);
  return name;
}

/**
 * Call it before sending. What one turn of the event loop sends goes out in one write: each write of a
 * socket costs as much as a small statement.
 */
export function gather(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
  if (stream.writableCorked > 0) return;
  stream.cork();
  // After all promises that are settled by then have been followed.
  queueMicrotask(() => process.nextTick(() => stream.uncork()));
}

function run(
  client: PoolClient,
  { sql, parameters }: CompiledQuery,
  isPrepared: boolean,
): Promise<DriverResult> {
  const name = isPrepared ? nameOf(sql) : undefined;
  const query = { text: sql, values: [...parameters], ...(name !== undefined && { name }) };
  gather(client);
  // The driver's own promise would keep each result for the next one to hang on, until a full collection of
  // garbage: memory for nothing, and half of a long read's work for the collector.
  return new Promise((resolve, reject) => {
    client.query(query, (error, result) => (error ? reject(error) : resolve(result)));
  });
}
