// Where the rows that a command refuses go: all to the rejects file, or some to stderr and the rest counted.

import type { Refusal } from "../../kernel/errors.ts";
import type { CsvRow } from "../files/csv-header.ts";
import { RejectsFile } from "../files/rejects.ts";
import { inColumns, naming, placed } from "./faults.ts";
import { complain, type Shell } from "./shell.ts";

/** Refused rows that are told on stderr where there is no rejects file. */
const MAX_TOLD = 20;

export class RefusedRows {
  readonly #shell: Shell;
  readonly #file: string;
  readonly #rejects: RejectsFile | undefined;
  readonly #counts = new Map<string, number>();
  // Kept until the end, when no progress bar is in their way.
  readonly #lines: string[] = [];
  #total = 0;

  private constructor(shell: Shell, file: string, rejects: RejectsFile | undefined) {
    this.#shell = shell;
    this.#file = file;
    this.#rejects = rejects;
  }

  /** Of the input `file`; without a path for its rejects they go to stderr. */
  static async open(shell: Shell, file: string, rejects: string | undefined): Promise<RefusedRows> {
    if (rejects === undefined) return new RefusedRows(shell, file, undefined);
    const opened = await naming(rejects, () => RejectsFile.open(rejects, file));
    return new RefusedRows(shell, file, opened);
  }

  get total(): number {
    return this.#total;
  }

  /** How many were refused by each code, the most frequent first. */
  get counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([, one], [, other]) => other - one));
  }

  /** Told the columns of the input before the first row. */
  begin(columns: readonly string[]): void {
    this.#rejects?.begin(columns);
  }

  async add(row: CsvRow, refusal: Refusal): Promise<void> {
    const fault = inColumns(refusal);
    this.#total += 1;
    this.#counts.set(fault.code, (this.#counts.get(fault.code) ?? 0) + 1);
    if (this.#rejects !== undefined) await this.#rejects.write(row, fault);
    else if (this.#total <= MAX_TOLD) this.#lines.push(placed(`${this.#file}:${row.line}`, fault));
  }

  /** Ends the rejects file, or tells on stderr what there is no file for. */
  async close(): Promise<void> {
    if (this.#rejects !== undefined) return this.#rejects.close();
    for (const line of this.#lines) complain(this.#shell, line);
    const rest = this.#total - this.#lines.length;
    if (rest === 0) return;
    const rows = rest === 1 ? "1 more row was" : `${rest} more rows were`;
    complain(this.#shell, `${this.#file}: ${rows} refused; --rejects FILE takes them all`);
  }
}
