// Rows in PostgreSQL's binary COPY format: the cheapest way to store many, for both sides. A statement and
// its rows are one message, so they are sent behind statements whose answers are still to come.
import type { Connection, Submittable } from "pg";
import type { Tables } from "./tables.ts";

const FIRST_BYTES = 16_384;
const SIGNATURE = Buffer.from("PGCOPY\n\xff\r\n\0", "latin1");
/** 1 January 2000 in UTC, from which PostgreSQL counts. */
const EPOCH_MS = Date.UTC(2000, 0, 1);
const DAY_MS = 86_400_000;
const INT4 = 23;
/** Longer texts are encoded by the runtime; each call of it costs as much as this many characters. */
const SHORT_TEXT = 24;

/** Rows for one table; the columns of each row are written in their order, after `begin`. */
export class CopiedRows<T extends keyof Tables = keyof Tables> {
  readonly #columns: number;
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #view = viewOf(this.#bytes);
  #end = 0;
  /** Where the length of the message with the rows stands. */
  readonly #rowsAt: number;
  #count = 0;

  constructor(table: T, columns: readonly (keyof Tables[T] & string)[]) {
    this.#columns = columns.length;
    const statement = `copy ${table} (${columns.join(", ")}) from stdin (format binary)`;
    this.#message("Q", () => {
      this.#end += this.#bytes.write(`${statement}\0`, this.#end);
    });
    this.#bytes.write("d", this.#end);
    this.#rowsAt = this.#end + 1;
    this.#end = this.#rowsAt + 4;
    this.#end += SIGNATURE.copy(this.#bytes, this.#end);
    this.#int32(0);
    this.#int32(0);
  }

  /** The number of rows. */
  get count(): number {
    return this.#count;
  }

  /** Begins the next row. */
  begin(): this {
    this.#reserve(2);
    this.#view.setInt16(this.#end, this.#columns);
    this.#end += 2;
    this.#count += 1;
    return this;
  }

  int2(value: number): this {
    if ((value << 16) >> 16 !== value) throw new RangeError(`${value} is not a smallint`);
    this.#field(2);
    this.#view.setInt16(this.#end, value);
    this.#end += 2;
    return this;
  }

  int4(value: number | null): this {
    if (value === null) return this.null();
    if ((value | 0) !== value) throw new RangeError(`${value} is not an int`);
    this.#field(4);
    this.#int32(value);
    return this;
  }

  int8(value: bigint): this {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} is not a bigint`);
    this.#field(8);
    this.#view.setBigInt64(this.#end, value);
    this.#end += 8;
    return this;
  }

  text(value: string | null): this {
    if (value === null) return this.null();
    this.#reserve(4 + 3 * value.length);
    const from = this.#end + 4;
    this.#end = from + this.#write(value, from);
    this.#view.setInt32(from - 4, this.#end - from);
    return this;
  }

  bytes(value: Uint8Array): this {
    this.#field(value.length);
    this.#bytes.set(value, this.#end);
    this.#end += value.length;
    return this;
  }

  /** A day, `YYYY-MM-DD`. */
  date(day: string): this {
    return this.int4((Date.parse(day) - EPOCH_MS) / DAY_MS);
  }

  /** A time, in milliseconds since 1970. */
  timestamptz(ms: number | null): this {
    return ms === null ? this.null() : this.int8(BigInt(ms - EPOCH_MS) * 1_000n);
  }

  /** An array of int. */
  int4s(values: readonly number[]): this {
    const dimensions = values.length === 0 ? [] : [values.length, 1];
    this.#field(12 + 4 * dimensions.length + 8 * values.length);
    for (const one of [dimensions.length / 2, 0, INT4, ...dimensions]) this.#int32(one);
    for (const value of values) {
      this.#int32(4);
      this.#int32(value);
    }
    return this;
  }

  null(): this {
    this.#reserve(4);
    this.#int32(-1);
    return this;
  }

  /** The whole message, to be sent once; nothing can be added to it. */
  finish(): Buffer {
    this.#reserve(8);
    this.#view.setInt16(this.#end, -1);
    this.#end += 2;
    this.#view.setInt32(this.#rowsAt, this.#end - this.#rowsAt);
    this.#message("c", () => {});
    return this.#bytes.subarray(0, this.#end);
  }

  #message(type: string, body: () => void): void {
    this.#bytes.write(type, this.#end);
    const from = this.#end + 1;
    this.#end = from + 4;
    body();
    this.#view.setInt32(from, this.#end - from);
  }

  #field(length: number): void {
    this.#reserve(4 + length);
    this.#int32(length);
  }

  #int32(value: number): void {
    this.#view.setInt32(this.#end, value);
    this.#end += 4;
  }

  #write(value: string, at: number): number {
    if (value.length > SHORT_TEXT) return this.#bytes.write(value, at);
    for (let index = 0; index < value.length; index += 1) {
      const code = value.charCodeAt(index);
      if (code > 127) return this.#bytes.write(value, at);
      this.#bytes[at + index] = code;
    }
    return value.length;
  }

  #reserve(more: number): void {
    if (this.#end + more <= this.#bytes.length) return;
    const bytes = Buffer.allocUnsafe(2 * (this.#end + more));
    this.#bytes.copy(bytes, 0, 0, this.#end);
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }
}

function viewOf({ buffer, byteOffset, length }: Buffer): DataView {
  return new DataView(buffer, byteOffset, length);
}

/** Sends rows by the driver's connection; `done` is called with the error, if there is one. */
export class Copying implements Submittable {
  readonly #message: Buffer;
  readonly #done: (error?: Error) => void;
  #failed = false;

  constructor(rows: CopiedRows, done: (error?: Error) => void) {
    this.#message = rows.finish();
    this.#done = done;
  }

  submit(connection: Connection): void {
    connection.stream.write(this.#message);
  }

  handleError(error: Error): void {
    this.#failed = true;
    this.#done(error);
  }

  handleReadyForQuery(): void {
    if (!this.#failed) this.#done();
  }

  // The rows have already been sent.
  handleCopyInResponse(): void {}

  handleCommandComplete(): void {}
}
