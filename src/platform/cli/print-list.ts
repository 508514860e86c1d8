// Prints a list page by page: as CSV for people, or as JSON lines.
import { stringify } from "csv-stringify/sync";
import type { Network, Tx } from "../../database/database.ts";
import type { Page } from "../../database/page.ts";
import { plainText } from "../files/csv-text.ts";
import { type Shell, say } from "./shell.ts";

/** Rows that are read at once. */
const PAGE = 1_000;

/** A list that is paged by sequence number, and how its rows are printed. */
export interface PrintedList<Row> {
  /** What is printed of a row; the CSV's header has them in its own spelling, `occurred_at`. */
  readonly columns: readonly string[];
  /** Those of amounts, which stay numbers, also below zero. */
  readonly amounts?: readonly string[];
  readonly read: (tx: Tx, page: Page<number>) => Promise<Row[]>;
  readonly show: (row: Row) => Readonly<Record<string, string | null>>;
}

/** Prints every row of a list; no text of it runs as a formula in a spreadsheet. */
export async function printList<Row extends { readonly seq: number }>(
  shell: Shell,
  network: Network,
  json: boolean | undefined,
  { columns, amounts = [], read, show }: PrintedList<Row>,
): Promise<void> {
  if (!json) say(shell, columns.map(headerOf).join(","));
  for (let after: number | undefined; ; ) {
    const page = { size: PAGE, after, backwards: false };
    const rows = await network.read((tx) => read(tx, page));
    for (const row of rows.slice(0, PAGE)) {
      const shown = show(row);
      const cells = columns.map((column) => {
        const text = shown[column] ?? "";
        return amounts.includes(column) ? text : plainText(text);
      });
      say(shell, json ? JSON.stringify(shown) : stringify([cells]).trimEnd());
    }
    if (rows.length <= PAGE) return;
    after = rows[PAGE - 1]!.seq;
  }
}

function headerOf(column: string): string {
  return column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
