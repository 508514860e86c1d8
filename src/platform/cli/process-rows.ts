// Processes a file of rows in order; a refused row does not stop the others, and all are reported at the end.
import { Refusal } from "../../kernel/errors.ts";
import { readRows } from "../files/csv.ts";
import type { CsvColumns, CsvRow } from "../files/csv-header.ts";
import { getFileSize, type Progress } from "../files/lines.ts";
import { naming } from "./faults.ts";
import { withProgress } from "./progress.ts";
import { RefusedRows } from "./refused.ts";
import { report, type Shell } from "./shell.ts";

export interface RowsOptions {
  readonly rejects?: string;
  readonly json?: boolean;
}

export interface RowsFile extends RowsOptions {
  readonly file: string;
  readonly columns: CsvColumns;
}

/** Processes rows as they are read: one by one, or several at once. */
export interface RowProcessor {
  /** The next row of the file. */
  add(row: CsvRow): Promise<void>;
  /** After the last row, also when reading has failed. */
  finish?(): Promise<void>;
  /** The result for `--json`, and the same for people, without the file's name. */
  report(refused: RefusedRows): { readonly result: object; readonly line: string };
}

/** Processes the rows of a file and reports the result; the exit code is 3 if some were refused. */
export async function processFile(
  shell: Shell,
  { file, columns, rejects, json }: RowsFile,
  open: (refused: RefusedRows) => RowProcessor,
): Promise<void> {
  await naming(file, () => getFileSize(file));
  const refused = await RefusedRows.open(shell, file, rejects);
  const processor = open(refused);
  try {
    await naming(file, () =>
      withProgress(shell, file, (onProgress) =>
        readInto(processor, shell, file, columns, refused, onProgress),
      ),
    );
  } finally {
    await naming(rejects ?? file, () => refused.close());
    const { result, line } = processor.report(refused);
    report(shell, json, { file, ...result }, `${file}: ${line}`);
  }
  if (refused.total > 0) shell.exitCode = 3;
}

async function readInto(
  processor: RowProcessor,
  shell: Shell,
  file: string,
  columns: CsvColumns,
  refused: RefusedRows,
  onProgress: Progress,
): Promise<void> {
  const interrupted = shell.interrupted();
  const onHeader = (header: readonly string[]) => refused.begin(header);
  try {
    for await (const row of readRows(file, { ...columns, onHeader, onProgress })) {
      if (interrupted.aborted) {
        const why = "interrupted; this row and those after it were not processed";
        throw new Refusal("INVALID", `line ${row.line}: ${why}`);
      }
      await processor.add(row);
    }
  } finally {
    await processor.finish?.();
  }
}

/** Processes one row; returns whether it was already processed before. */
export type ProcessRow = (values: CsvRow["values"]) => Promise<{ readonly repeated: boolean }>;

/** Processes the rows of a file one by one and reports how many were `done`. */
export function processRows(
  shell: Shell,
  file: string,
  columns: CsvColumns,
  options: RowsOptions,
  done: string,
  process: ProcessRow,
): Promise<void> {
  return processFile(shell, { file, columns, ...options }, (refused) => {
    const counts = { taken: 0, repeated: 0 };
    return {
      async add(row) {
        const processed = await processOne(row, refused, process);
        if (processed !== undefined) counts[processed.repeated ? "repeated" : "taken"] += 1;
      },
      report: ({ total, counts: refusedByCode }) => ({
        result: { ...counts, refused: total, refusedByCode },
        line: `${counts.taken} ${done}, ${counts.repeated} ${done} before, ${total} refused`,
      }),
    };
  });
}

async function processOne(row: CsvRow, refused: RefusedRows, process: ProcessRow) {
  try {
    if (row.fault !== undefined) throw row.fault;
    return await process(row.values);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    await refused.add(row, refusal);
    return undefined;
  }
}
