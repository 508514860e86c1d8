// Writes a workbook as a stream of bytes, so that memory holds only one page of rows.
import { Zip, ZipDeflate } from "fflate";
import { Refusal } from "../../../kernel/errors.ts";
import { type Cell, cellXml, columnName } from "./cell.ts";
import { sheetPart, workbookParts } from "./parts.ts";

/** The largest number of rows of a sheet, with the heading: spreadsheets cannot open more. */
export const MAX_ROWS = 1_048_576;
/** The same time for every part, so that the same rows give the same bytes. */
const NO_TIME = new Date(1980, 0, 1);
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

export interface Column {
  readonly heading: string;
  /** In characters. */
  readonly width: number;
}

export interface Sheet {
  /** At most 31 characters, and none of `[]:*?/\`. */
  readonly name: string;
  readonly columns: readonly Column[];
  /** The rows below the heading, in pages. */
  readonly rows: AsyncIterable<readonly (readonly Cell[])[]>;
}

/** The bytes of a workbook. Throws `OUT_OF_RANGE` for a sheet with too many rows. */
export async function* xlsxBytes(sheets: readonly Sheet[]): AsyncGenerator<Uint8Array> {
  const archive = new Archive();
  for (const [name, content] of workbookParts(sheets.map(({ name }) => name))) {
    archive.begin(name);
    archive.write(content);
    yield* archive.ended();
  }
  for (const [index, sheet] of sheets.entries()) {
    archive.begin(sheetPart(index));
    for await (const xml of sheetXml(sheet)) {
      archive.write(xml);
      yield* archive.drain();
    }
    yield* archive.ended();
  }
  yield* archive.closed();
}

async function* sheetXml({ name, columns, rows }: Sheet): AsyncGenerator<string> {
  const widths = columns.map(
    ({ width }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  );
  const frozen = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>';
  const headings = columns.map(({ heading }) => heading);
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">${frozen}</sheetView></sheetViews><cols>${widths.join("")}</cols><sheetData>${rowXml(1, headings, true)}`;
  let number = 1;
  for await (const page of rows) {
    if (number + page.length > MAX_ROWS) throw tooLong(name);
    yield page.map((row) => rowXml(++number, row, false)).join("");
  }
  yield "</sheetData></worksheet>";
}

function rowXml(number: number, cells: readonly Cell[], isHeading: boolean): string {
  const xml = cells.map((cell, index) => cellXml(`${columnName(index)}${number}`, cell, isHeading));
  return `<row r="${number}">${xml.join("")}</row>`;
}

function tooLong(name: string): Refusal {
  return new Refusal(
    "OUT_OF_RANGE",
    `the sheet "${name}" would have more than ${MAX_ROWS} rows: choose fewer days`,
  );
}

/** A ZIP archive whose bytes can be taken while it is written. */
class Archive {
  readonly #encoder = new TextEncoder();
  readonly #zip: Zip;
  #ready: Uint8Array[] = [];
  #part: ZipDeflate | undefined;

  constructor() {
    this.#zip = new Zip((fault, bytes) => {
      if (fault) throw fault;
      this.#ready.push(bytes);
    });
  }

  begin(name: string): void {
    this.#part = new ZipDeflate(name, { level: 6 });
    this.#part.mtime = NO_TIME;
    this.#zip.add(this.#part);
  }

  write(text: string): void {
    this.#part!.push(this.#encoder.encode(text), false);
  }

  /** The bytes that are ready. */
  *drain(): Generator<Uint8Array> {
    yield* this.#ready.splice(0);
  }

  /** Ends the part. */
  *ended(): Generator<Uint8Array> {
    this.#part!.push(new Uint8Array(), true);
    yield* this.drain();
  }

  /** Ends the archive. */
  *closed(): Generator<Uint8Array> {
    this.#zip.end();
    yield* this.drain();
  }
}
