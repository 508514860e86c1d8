// Takes a file row by row, each by itself: what is refused goes to the rejects and does not stop the rest.

import { Refusal } from "../../kernel/errors.ts";
import { readRows } from "../files/csv.ts";
import type { CsvColumns, CsvRow } from "../files/csv-header.ts";
import { getFileSize, type Progress } from "../files/lines.ts";
import { naming } from "./faults.ts";
import { withProgress } from "./progress.ts";
import { RefusedRows } from "./refused.ts";
import { report, type Shell } from "./shell.ts";

export interface TakeOptions {
  readonly rejects?: string;
  readonly json?: boolean;
}

/** Takes one row; says whether it was taken before. */
export type TakeRow = (values: CsvRow["values"]) => Promise<{ readonly repeated: boolean }>;

/** Takes the rows of a file in their order and reports how many were `done`; 3 where some were refused. */
export async function takeRows(
  shell: Shell,
  file: string,
  columns: CsvColumns,
  { rejects, json }: TakeOptions,
  done: string,
  take: TakeRow,
): Promise<void> {
  await naming(file, () => getFileSize(file));
  const refused = await RefusedRows.open(shell, file, rejects);
  const counts = { taken: 0, repeated: 0 };
  const count = async (row: CsvRow) => {
    const taken = await takeOne(row, refused, take);
    if (taken !== undefined) counts[taken.repeated ? "repeated" : "taken"] += 1;
  };
  try {
    await naming(file, () =>
      withProgress(shell, file, eachRow(shell, file, columns, refused, count)),
    );
  } finally {
    await naming(rejects ?? file, () => refused.close());
    const result = { file, ...counts, refused: refused.total, refusedByCode: refused.counts };
    const said = `${counts.taken} ${done}, ${counts.repeated} ${done} before`;
    report(shell, json, result, `${file}: ${said}, ${refused.total} refused`);
  }
  if (refused.total > 0) shell.exitCode = 3;
}

function eachRow(
  shell: Shell,
  file: string,
  columns: CsvColumns,
  refused: RefusedRows,
  take: (row: CsvRow) => Promise<void>,
): (onProgress: Progress) => Promise<void> {
  const interrupted = shell.interrupted();
  const onHeader = (header: readonly string[]) => refused.begin(header);
  return async (onProgress) => {
    for await (const row of readRows(file, { ...columns, onHeader, onProgress })) {
      if (interrupted.aborted) throw new Refusal("INVALID", `line ${row.line}: interrupted here`);
      await take(row);
    }
  };
}

async function takeOne(row: CsvRow, refused: RefusedRows, take: TakeRow) {
  try {
    if (row.fault !== undefined) throw row.fault;
    return await take(row.values);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    await refused.add(row, refusal);
    return undefined;
  }
}
