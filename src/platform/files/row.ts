// A row of an imported file, with the line where it stands, and the faults of many rows together.
import { Refusal, Refusals } from "../../kernel/errors.ts";

export interface FileRow {
  /** The line of the file on which the row starts, the header being line 1. */
  readonly line: number;
  /** By column name; an absent column is absent here. */
  readonly values: Readonly<Record<string, string>>;
}

/** Faults of one file that are told one by one; the rest is counted. */
const MAX_TOLD = 20;

/** Gathers the faults of a file that is taken whole or not at all. */
export class FileFaults {
  readonly #told: Refusal[] = [];
  #count = 0;

  /** Runs `work` for a row; a refusal is kept with the row's line, and gives undefined. */
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
    const more = rest === 0 ? [] : [new Refusal("INVALID", `and ${rest} more faults`)];
    throw new Refusals([...this.#told, ...more]);
  }
}
