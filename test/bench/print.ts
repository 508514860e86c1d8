// Prints what the rows measured: a table for people, and a line of JSON for each row, to compare runs.
import { type Bound, isMet, type Measure, type Row, ratioOf } from "./row.ts";

export interface Done {
  readonly row: Row;
  readonly measures: readonly Measure[];
  readonly fault?: string | undefined;
}

const HEADER = ["row", "measure", "figure", "yardstick", "ratio", "must be", ""];
const LARGE = 100;

export function printTable(done: readonly Done[]): void {
  const lines = done.flatMap(({ row, measures, fault }) => [
    ...measures.map((measure) => lineOf(row.id, measure)),
    ...(fault === undefined ? [] : [[row.id, `FAILED: ${fault.split("\n")[0]}`]]),
  ]);
  const table = [HEADER, HEADER.map(() => ""), ...lines];
  // A long fault or note is the last of its line, and widens no column.
  const widths = HEADER.map((_, column) =>
    Math.max(...table.map((line) => (column < line.length - 1 ? line[column]!.length : 0))),
  );
  for (const line of table) {
    const isRule = line.every((cell) => cell === "");
    const cells = line.map((cell, column) =>
      isRule ? "-".repeat(widths[column]!) : cell.padEnd(widths[column]!),
    );
    console.log(isRule ? cells.join("-+-") : cells.join(" | ").trimEnd());
  }
}

function lineOf(id: string, measure: Measure): string[] {
  const { what, value, unit, yardstick, bound, note } = measure;
  const ratio = ratioOf(measure);
  return [
    id,
    what,
    `${rounded(value)} ${unit}`,
    yardstick === undefined ? "" : `${yardstick.what}: ${rounded(yardstick.value)}`,
    ratio === undefined ? "" : rounded(ratio),
    bound === undefined ? "" : boundText(bound, ratio === undefined ? unit : "×"),
    [verdictOf(measure), note].filter(Boolean).join("; "),
  ];
}

function boundText(bound: Bound, unit: string): string {
  return "least" in bound ? `≥ ${bound.least} ${unit}` : `≤ ${bound.most} ${unit}`;
}

function verdictOf(measure: Measure): string {
  const met = isMet(measure);
  return met === undefined ? "" : met ? "met" : "not met";
}

/** Whole numbers from a hundred on, else three digits. */
export function rounded(figure: number): string {
  if (Math.abs(figure) >= LARGE) return Math.round(figure).toLocaleString("en");
  return `${Number(figure.toPrecision(3))}`;
}

/** One line: what a row measured, at full precision. */
export function jsonLine({ row, measures, fault }: Done, quick: boolean): string {
  const told = measures.map((measure) => ({
    ...measure,
    ratio: ratioOf(measure),
    met: isMet(measure),
  }));
  return JSON.stringify({ row: row.id, title: row.title, quick, measures: told, fault });
}
