// The cells of a statement's row, by the names that its header gives them.
import { faultAt, shown } from "./fault.ts";

/** The cells of a row whose texts may stand in quotes; throws where a quote is not closed on its line. */
export function splitRow(line: number, text: string, delimiter = ","): string[] {
  if (!text.includes('"')) return text.split(delimiter);
  const cells: string[] = [];
  for (let from = 0; from <= text.length; ) {
    const [cell, end] =
      text[from] === '"' ? quoted(line, text, from) : plain(text, from, delimiter);
    if (end < text.length && text[end] !== delimiter) {
      throw faultAt(line, `a quoted field goes on after its closing quote`);
    }
    cells.push(cell);
    from = end + 1;
  }
  return cells;
}

function plain(text: string, from: number, delimiter: string): [string, number] {
  const found = text.indexOf(delimiter, from);
  const end = found < 0 ? text.length : found;
  return [text.slice(from, end), end];
}

function quoted(line: number, text: string, from: number): [string, number] {
  let cell = "";
  for (let at = from + 1; ; ) {
    const end = text.indexOf('"', at);
    if (end < 0) throw faultAt(line, "a quoted field is not closed on its line");
    cell += text.slice(at, end);
    if (text[end + 1] !== '"') return [cell, end + 1];
    cell += '"';
    at = end + 2;
  }
}

/** Blanks, tabs and the like around a cell mean nothing. */
export function cleaned(cell: string): string {
  return cell.trim();
}

/** A row by the names of its columns. */
export type Row = (column: string) => string;

/** What columns a header has, and which it must and may have. */
export interface Columns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** The columns of a statement, checked against what its format has. */
export class Head {
  readonly #index = new Map<string, number>();
  readonly #width: number;

  /** Throws for columns that are missing, there twice, or unknown where `columns` tells all there are. */
  constructor(line: number, cells: readonly string[], columns: Columns, closed = true) {
    this.#width = cells.length;
    const known = new Set([...columns.required, ...columns.optional]);
    for (const [index, cell] of cells.entries()) {
      if (!known.has(cell)) {
        if (closed) throw faultAt(line, `the header has an unknown column ${shown(cell)}`);
        continue;
      }
      if (this.#index.has(cell)) throw faultAt(line, `the header has ${shown(cell)} twice`);
      this.#index.set(cell, index);
    }
    const missing = columns.required.filter((name) => !this.#index.has(name));
    if (missing.length > 0) {
      throw faultAt(line, `the header has no column ${missing.map(shown).join(", ")}`);
    }
  }

  /** A row's cells; throws unless there are as many as the header has. */
  row(line: number, cells: readonly string[]): Row {
    if (cells.length !== this.#width) {
      throw faultAt(line, `the row has ${cells.length} columns and the header ${this.#width}`);
    }
    return (column) => {
      const index = this.#index.get(column);
      return index === undefined ? "" : cleaned(cells[index]!);
    };
  }
}
