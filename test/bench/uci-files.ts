// A CSV file that is written row by row, so that half a million rows never sit in memory.
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type Stringifier, stringify } from "csv-stringify";

/** One output file; `rows` is how many were written, without the header. */
export class CsvFile {
  rows = 0;
  readonly #rows: Stringifier;
  readonly #written: Promise<void>;

  constructor(path: string, columns: string) {
    this.#rows = stringify({ header: true, columns: columns.split(",") });
    this.#written = pipeline(this.#rows, createWriteStream(path));
    // Awaited in close(); until then a fault must not count as unhandled.
    this.#written.catch(() => {});
  }

  async write(row: readonly string[]): Promise<void> {
    this.rows += 1;
    if (this.#rows.write(row)) return;
    await Promise.race([once(this.#rows, "drain"), this.#written]);
  }

  async close(): Promise<void> {
    this.#rows.end();
    await this.#written;
  }
}
