// COPY through the driver, from and to a file: rows go as PostgreSQL wrote them, so nearly all time is the server's.
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import type { Client, Connection, Submittable } from "pg";

const CHUNK_BYTES = 256 * 1024;

/** What COPY needs of the driver's connection, which its types leave out. */
interface CopyConnection extends Connection {
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

/** What a COPY does with the connection and with each row that it is given. */
interface Ends {
  send?(connection: CopyConnection): Promise<void>;
  take?(row: Buffer, connection: Connection): void;
}

/** One COPY as the driver runs it: it calls these methods as the messages come. */
class Copying implements Submittable {
  readonly done: Promise<void>;
  readonly #text: string;
  readonly #ends: Ends;
  readonly #settle = Promise.withResolvers<void>();

  constructor(text: string, ends: Ends) {
    this.#text = text;
    this.#ends = ends;
    this.done = this.#settle.promise;
  }

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#ends.send?.(connection).catch((error: Error) => connection.sendCopyFail(error.message));
  }

  handleCopyData({ chunk }: { chunk: Buffer }, connection: Connection): void {
    this.#ends.take?.(chunk, connection);
  }

  handleCommandComplete(): void {}

  handleError(error: Error): void {
    this.#settle.reject(error);
  }

  handleReadyForQuery(): void {
    this.#settle.resolve();
  }
}

/** Writes the rows of a query to a file. */
export async function copyOut(client: Client, query: string, file: string): Promise<void> {
  const out = createWriteStream(file);
  let paused: Connection["stream"] | undefined;
  const take = (row: Buffer, { stream }: Connection) => {
    // The driver reads the next rows into the same memory.
    if (out.write(Buffer.from(row)) || paused !== undefined) return;
    paused = stream.pause();
    out.once("drain", resume);
  };
  const resume = () => {
    paused?.resume();
    paused = undefined;
  };
  await client.query(new Copying(`copy (${query}) to stdout`, { take })).done;
  out.end();
  await once(out, "close");
  // A file that is ended no longer tells that it has room.
  resume();
}

/** Writes the rows of a file into a table. */
export async function copyIn(client: Client, table: string, file: string): Promise<void> {
  const send = async (connection: CopyConnection) => {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      connection.sendCopyFromChunk(chunk as Buffer);
      if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
    }
    connection.endCopyFrom();
  };
  await client.query(new Copying(`copy ${table} from stdin`, { send })).done;
}
