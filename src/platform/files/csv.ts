// Reads CSV files (RFC 4180) row by row: columns by name in any order, each row with the line on which it starts.
import { CsvError, type Info, Parser } from "csv-parse";
import { Refusal } from "../../kernel/errors.ts";
import { type CsvColumns, type CsvRow, Header } from "./csv-header.ts";
import { MAX_LINE_BYTES, type Progress, readBlocks } from "./lines.ts";
import type { FileRow } from "./row.ts";

export interface CsvOptions extends CsvColumns {
  /** Called before the first row with the header's columns, without the ignored ones. */
  readonly onHeader?: (columns: readonly string[]) => void;
  readonly onProgress?: Progress;
}

/** The rows of a file that is imported completely or not at all. Throws a `Refusal` for the first fault. */
export async function* readCsv(path: string, options: CsvOptions): AsyncGenerator<FileRow> {
  for await (const row of readRows(path, options)) {
    if (row.fault === undefined) yield row;
    else throw new Refusal("INVALID", `line ${row.line}: ${row.fault.message}`);
  }
}

/**
 * The rows of a file, in constant memory; empty lines are skipped. A row with too few or too many
 * columns has its `fault`, and reading continues. If reading cannot continue (bytes that are not
 * UTF-8, NUL, quotes that do not match, a line that is too long), or if the header is wrong, a
 * `Refusal` with the line is thrown after all rows before it.
 */
export async function* readRows(path: string, options: CsvOptions): AsyncGenerator<CsvRow> {
  const parser = new RowParser(options);
  for await (const { bytes, fault } of readBlocks(path, options.onProgress)) {
    const broken = await parser.write(bytes, fault);
    for (const row of parser.drain()) yield row;
    if (broken !== undefined) throw broken;
  }
  const broken = await parser.end();
  for (const row of parser.drain()) yield row;
  if (broken !== undefined) throw broken;
}

class RowParser {
  readonly #options: CsvOptions;
  readonly #parser: Parser;
  #header: Header | undefined;
  #rows: CsvRow[] = [];
  /** Lines as csv-parse counts them, at the end of the last record. */
  #counted = 0;
  #emptyLines = 0;
  /** Carriage returns inside fields, which csv-parse counts as lines. */
  #overcounted = 0;

  constructor(options: CsvOptions) {
    this.#options = options;
    this.#parser = new Parser({
      bom: true,
      record_delimiter: ["\r\n", "\n"],
      skip_empty_lines: true,
      relax_column_count: true,
      max_record_size: MAX_LINE_BYTES,
      // Rows are kept here and not in the stream, which discards its rows when an error ends it.
      on_record: (cells: string[], info) => {
        this.#add(cells, info);
        return null;
      },
    });
    this.#parser.on("error", () => {});
  }

  /** Returns why reading cannot continue: a CSV error in the bytes, or `fault`, which ends them. */
  async write(bytes: Buffer, fault: Refusal | undefined): Promise<Refusal | undefined> {
    const broken = await new Promise<unknown>((resolve) => this.#parser.write(bytes, resolve));
    if (broken) return this.#explain(broken);
    if (fault !== undefined) await this.end();
    return fault;
  }

  async end(): Promise<Refusal | undefined> {
    const broken = await new Promise<unknown>((resolve) => this.#parser.end(resolve));
    if (broken) return this.#explain(broken);
    if (this.#header === undefined) return new Refusal("INVALID", "line 1: the header is missing");
    return undefined;
  }

  drain(): CsvRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #add(cells: string[], info: Info): void {
    const passed = info.lines - this.#counted - (info.empty_lines - this.#emptyLines);
    const returns = passed === 1 ? 0 : count(cells, /\r/g);
    const breaks = passed === 1 ? 0 : count(cells, /\n/g);
    const line = info.lines - returns - breaks - this.#overcounted;
    this.#counted = info.lines;
    this.#emptyLines = info.empty_lines;
    this.#overcounted += returns;
    if (this.#header !== undefined) this.#rows.push(this.#header.row(line, cells));
    else this.#start(line, cells);
  }

  #start(line: number, cells: readonly string[]): void {
    this.#header = new Header(line, cells, this.#options);
    this.#options.onHeader?.(this.#header.columns);
  }

  #explain(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    if (!(error instanceof CsvError)) throw error;
    const { lines, empty_lines: emptyLines } = this.#parser.info;
    const first = this.#counted + 1 + emptyLines - this.#emptyLines;
    const line = first - this.#overcounted;
    const tooLong = `${lines > first ? "a quoted field" : "the row"} is longer than ${MAX_LINE_BYTES} bytes`;
    const why = QUOTE_FAULTS[error.code] ?? tooLong;
    return new Refusal("INVALID", `line ${line}: ${why}`);
  }
}

const QUOTE_FAULTS: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quoted field is not closed before the file ends",
  CSV_INVALID_CLOSING_QUOTE: "a quoted field has text after its closing quote",
  INVALID_OPENING_QUOTE: "a quote is inside a field that does not start with a quote",
};

function count(cells: readonly string[], what: RegExp): number {
  return cells.reduce((sum, cell) => sum + (cell.match(what)?.length ?? 0), 0);
}
