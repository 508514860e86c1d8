// The rejects file: refused rows as they came, with the line, code and reason, to be corrected and run again.
import { once } from "node:events";
import { type FileHandle, open, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { type Stringifier, stringify } from "csv-stringify";
import { Refusal } from "../../kernel/errors.ts";
import type { FileRow } from "./row.ts";

/** The columns that a rejects file has behind those of the file that was refused. */
export const REJECT_COLUMNS = ["line", "code", "reason"] as const;

export class RejectsFile {
  readonly #handle: FileHandle;
  #rows: Stringifier | undefined;
  #written: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Begins the file anew. Throws a `Refusal` if it cannot be written, or is the input itself. */
  static async open(path: string, input: string): Promise<RejectsFile> {
    if (await isSame(path, input)) {
      throw new Refusal(
        "INVALID",
        "is the file to be read, and would be emptied: name another one",
      );
    }
    return new RejectsFile(await open(path, "w").catch(refuse));
  }

  /** Writes the header; `columns` are those of the input. */
  begin(columns: readonly string[]): void {
    this.#rows = stringify({ header: true, columns: [...columns, ...REJECT_COLUMNS] });
    this.#written = pipeline(this.#rows, this.#handle.createWriteStream());
    // Awaited in close(); until then a fault must not count as unhandled.
    this.#written.catch(() => {});
  }

  async write({ line, values }: FileRow, { code, message }: Refusal): Promise<void> {
    const rows = this.#rows!;
    if (rows.write({ ...values, line, code, reason: message })) return;
    await Promise.race([once(rows, "drain"), this.#written]).catch(refuse);
  }

  /** Throws a `Refusal` if not all could be written. */
  async close(): Promise<void> {
    this.#rows?.end();
    await this.#written.catch(refuse);
    if (this.#rows === undefined) await this.#handle.close();
  }
}

function refuse(error: Error): never {
  throw new Refusal("INVALID", `cannot be written: ${error.message}`);
}

async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
