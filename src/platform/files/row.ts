// A row of an imported file with its line number, and the collected faults of many rows.
import { Refusal, Refusals } from "../../kernel/errors.ts";

export interface FileRow {
  /** The line of the file on which the row starts; the header is line 1. */
  readonly line: number;
  /** By column name; a column that is not in the file is not here either. */
  readonly values: Readonly<Record<string, string>>;
}

/** The number of faults of one file that are reported; the others are only counted. */
const MAX_TOLD = 20;

/** Collects the faults of a file that is imported completely or not at all. */
export class FileFaults {
  readonly #told: Refusal[] = [];
  #count = 0;

  /** Runs `work` for a row; a refusal is kept with the row's line, and undefined is returned. */
  guard<T>(line: number, work: () => T): T | undefined {
    try {
      return work();
    } catch (fault) {
      if (!(fault instanceof Refusal)) throw fault;
      this.add(line, fault);
      return undefined;
    }
  }

  add(line: number, { code, message, field }: Refusal): void {
    this.#count += 1;
    if (this.#told.length < MAX_TOLD) {
      this.#told.push(new Refusal(code, `line ${line}: ${message}`, field));
    }
  }

  /** Throws `Refusals` if there was any fault. */
  assertNone(): void {
    if (this.#count === 0) return;
    const rest = this.#count - this.#told.length;
    const more = rest === 0 ? [] : [new Refusal("INVALID", `and ${rest} more errors`)];
    throw new Refusals([...this.#told, ...more]);
  }
}
