// The course of the audit: the UCI orders in two halves, with closes and refunds between and behind them.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** One step, which model and product take alike. The files lie in the audit's own folder. */
export type Act =
  | { readonly settle: string }
  | { readonly refund: string }
  | { readonly window: string }
  | { readonly programme: string; readonly period: string };

/** Where the halves part: the second one finds closed months, and tiers that were lowered. */
const HALF = "2011-07-01";
const FIRST_MONTHS = ["2010-12", "2011-01", "2011-02", "2011-03", "2011-04", "2011-05", "2011-06"];
const LAST_MONTHS = ["2011-07", "2011-08", "2011-09", "2011-10", "2011-11"];
const FIRST_QUARTERS = ["2010-Q4", "2011-Q1", "2011-Q2"];
const TIME_COLUMNS = { orders: 1, refunds: 2 } as const;

/** Cuts the files of `from` at the half, into the folder `to`. Returns what to do with them, in order. */
export async function planCourse(from: string, to: string): Promise<Act[]> {
  const [firstOrders, lastOrders] = await halve(from, to, "orders");
  const [firstRefunds, lastRefunds] = await halve(from, to, "refunds");
  const closes = (months: readonly string[]): Act[] =>
    months.flatMap((month) => [{ window: month }, { programme: "s04-monthly", period: month }]);
  return [
    { settle: firstOrders },
    ...closes(FIRST_MONTHS),
    ...FIRST_QUARTERS.map((period) => ({ programme: "alliance", period })),
    // Refunds of what lies in closed periods, before more is sold.
    { refund: firstRefunds },
    { settle: lastOrders },
    ...closes(LAST_MONTHS),
    { programme: "alliance", period: "2011-Q3" },
    { refund: lastRefunds },
  ];
}

// No field of these files has a comma or a line break in it.
async function halve(
  from: string,
  to: string,
  name: keyof typeof TIME_COLUMNS,
): Promise<readonly [string, string]> {
  const [header = "", ...rows] = (await readFile(join(from, `${name}.csv`), "utf8"))
    .trimEnd()
    .split("\n");
  const isEarly = (row: string) => (row.split(",")[TIME_COLUMNS[name]] ?? "") < HALF;
  const write = async (part: string, of: readonly string[]) => {
    const path = join(to, `${name}-${part}.csv`);
    await writeFile(path, `${[header, ...of].join("\n")}\n`);
    return path;
  };
  return [
    await write("first", rows.filter(isEarly)),
    await write(
      "last",
      rows.filter((row) => !isEarly(row)),
    ),
  ];
}
