// openpyxl, as Debian has it: an independent reader of the spreadsheets that we write.
import { spawnSync } from "node:child_process";

/** The system's own Python, which Debian's packages are for. */
const PYTHON = "/usr/bin/python3";
const READ = `
import json, sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
def shown(cell):
    value = cell.value
    return {"type": cell.data_type, "value": value if cell.data_type != "d" else value.date().isoformat(), "format": cell.number_format, "quoted": bool(cell.quotePrefix)}
print(json.dumps({sheet.title: [[shown(cell) for cell in row] for row in sheet.iter_rows()] for sheet in book.worksheets}))
`;

export interface ReadCell {
  /** `s` text, `n` a number or nothing, `d` a day, `f` a formula. */
  readonly type: string;
  readonly value: string | number | null;
  readonly format: string;
  readonly quoted: boolean;
}

/** The sheets of a workbook, by name. */
export type ReadBook = Readonly<Record<string, readonly (readonly ReadCell[])[]>>;

/** Whether it is here. Without it tests are skipped and say so; where `CI` is set they fail. */
export function haveSpreadsheetReader(): boolean {
  if (spawnSync(PYTHON, ["-c", "import openpyxl"]).status === 0) return true;
  const line = "openpyxl missing: apt-get install python3-openpyxl";
  if (process.env.CI) throw new Error(line);
  process.stderr.write(`\nSKIPPED, spreadsheets are not read by an outside tool: ${line}\n\n`);
  return false;
}

/** Reads the file at `path`; throws what openpyxl says against it. */
export function readSpreadsheet(path: string): ReadBook {
  const options = { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", READ, path], options);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as ReadBook;
}

/** What its cells say, row by row. */
export function valuesOf(rows: readonly (readonly ReadCell[])[]): (string | number | null)[][] {
  return rows.map((row) => row.map(({ value }) => value));
}
