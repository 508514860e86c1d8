// The header of a CSV file: which columns it must and may have, and how a row's cells get their names.
import { Refusal } from "../../kernel/errors.ts";
import type { FileRow } from "./row.ts";

export interface CsvColumns {
  /** Columns that the header must have. */
  readonly columns: readonly string[];
  /** Columns that it may have. */
  readonly optional?: readonly string[];
  /** Columns that it may have and that are left out of the rows. */
  readonly ignored?: readonly string[];
}

/** A row that may have a fault of its own; its values are then what there is, by position. */
export interface CsvRow extends FileRow {
  readonly fault: Refusal | undefined;
}

/** Faulty columns of a header that are named; the rest is counted. */
const MAX_NAMED = 5;
/** Characters of a file's own text that a message shows. */
const MAX_SHOWN = 40;

export class Header {
  /** The columns that rows have, in the file's order. */
  readonly columns: readonly string[];
  readonly #width: number;
  readonly #kept: readonly { readonly name: string; readonly index: number }[];

  /** Throws `INVALID`, with the line, for columns that are unknown, missing or there twice. */
  constructor(line: number, names: readonly string[], known: CsvColumns) {
    const { columns, optional = [], ignored = [] } = known;
    const allowed = new Set([...columns, ...optional, ...ignored]);
    const faults = [
      ...told(
        "unknown",
        names.filter((name) => !allowed.has(name)),
      ),
      ...told(
        "missing",
        columns.filter((name) => !names.includes(name)),
      ),
      ...told(
        "repeated",
        names.filter((name, index) => allowed.has(name) && names.indexOf(name) < index),
      ),
    ];
    if (faults.length > 0) throw new Refusal("INVALID", `line ${line}: ${faults.join("; ")}`);
    this.#width = names.length;
    const all = names.map((name, index) => ({ name, index }));
    this.#kept = all.filter(({ name }) => !ignored.includes(name));
    this.columns = this.#kept.map(({ name }) => name);
  }

  row(line: number, cells: readonly string[]): CsvRow {
    const values: Record<string, string> = {};
    for (const { name, index } of this.#kept) values[name] = cells[index] ?? "";
    return { line, values, fault: cells.length === this.#width ? undefined : this.#misfit(cells) };
  }

  #misfit(cells: readonly string[]): Refusal {
    const why = `the row has ${columnCount(cells.length)} and the header ${columnCount(this.#width)}`;
    const surplus = cells.slice(this.#width, this.#width + MAX_NAMED).map(shown);
    const extra = surplus.length === 0 ? "" : `, left over: ${surplus.join(", ")}`;
    return new Refusal("INVALID", why + extra);
  }
}

function told(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : "";
  const noun = names.length === 1 ? "column" : "columns";
  return [`${what} ${noun} ${names.slice(0, MAX_NAMED).map(shown).join(", ")}${more}`];
}

function shown(text: string): string {
  return JSON.stringify(text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text);
}

function columnCount(count: number): string {
  return count === 1 ? "1 column" : `${count} columns`;
}
