// The course of the audit: the UCI orders in two halves, with a rule of every kind and programmes of every
// kind, and with closes and refunds between and behind them.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Programme } from "../support/naive/inputs.ts";
import { writeEveryKind } from "./uci-every-kind.ts";

/** One step, which model and product take alike. The files lie in the audit's own folder. */
export type Act =
  | { readonly settle: string }
  | { readonly refund: string }
  | { readonly window: string }
  | { readonly programme: string; readonly period: string };

/** What both sides begin with, and what they take then. The files lie in the folder of the UCI data. */
export interface Course {
  readonly ladder: string;
  readonly plan: string;
  readonly distributors: string;
  readonly products: string;
  readonly programmes: string;
  readonly acts: readonly Act[];
}

/** Of the made-up suppliers: three that buy together, and one that pays us and promised to supply. */
const PROGRAMMES: readonly Programme[] = [
  {
    code: "alliance",
    suppliers: ["S01", "S02", "S03"],
    effectiveFrom: "2010-10-01",
    effectiveTo: null,
    period: "QUARTER",
    basis: "COST",
    method: "RETROACTIVE",
    threshold: "EXCLUSIVE",
    payer: "PLATFORM",
    bands: [
      { over: "50000.00", rate: "0.01" },
      { over: "150000.00", rate: "0.03" },
    ],
  },
  {
    code: "s04-monthly",
    supplier: "S04",
    effectiveFrom: "2010-12-01",
    effectiveTo: null,
    period: "MONTH",
    basis: "GROSS",
    method: "MARGINAL",
    threshold: "INCLUSIVE",
    payer: "SUPPLIER",
    bands: [
      { over: "0.00", rate: "0.005" },
      { over: "20000.00", rate: "0.02" },
      { over: "40000.00", amount: "250.00" },
    ],
    committed: "30000.00",
    shortfallRate: "0.1",
    committedBy: "SUPPLIER",
  },
];

/** Where the halves part: the second one finds closed months, and tiers that were lowered. */
const HALF = "2011-07-01";
const FIRST_MONTHS = ["2010-12", "2011-01", "2011-02", "2011-03", "2011-04", "2011-05", "2011-06"];
const LAST_MONTHS = ["2011-07", "2011-08", "2011-09", "2011-10", "2011-11"];
const FIRST_QUARTERS = ["2010-Q4", "2011-Q1", "2011-Q2"];
const TIME_COLUMNS = { "orders-buyers": 1, refunds: 2 } as const;

/** Cuts the files of `from` at the half, into the folder `to`. */
export async function planCourse(from: string, to: string): Promise<Course> {
  await writeEveryKind(from);
  const [firstOrders, lastOrders] = await halve(from, to, "orders-buyers");
  const [firstRefunds, lastRefunds] = await halve(from, to, "refunds");
  const acts = [
    { settle: firstOrders },
    ...closes(FIRST_MONTHS),
    ...FIRST_QUARTERS.map((period) => ({ programme: "alliance", period })),
    // Refunds of what lies in closed periods, before more is sold.
    { refund: firstRefunds },
    { settle: lastOrders },
    ...closes(LAST_MONTHS),
    { programme: "alliance", period: "2011-Q3" },
    { programme: "yearly-S04", period: "2010" },
    { refund: lastRefunds },
  ];
  return {
    ladder: join(from, "ladder.json"),
    plan: join(from, "every-kind.json"),
    distributors: join(from, "distributors.csv"),
    products: join(from, "products.csv"),
    programmes: await writeProgrammes(from, to),
    acts,
  };
}

function closes(months: readonly string[]): Act[] {
  return months.flatMap((month) => [
    { window: month },
    { programme: "s04-monthly", period: month },
    { programme: "monthly-S01", period: month },
  ]);
}

async function writeProgrammes(from: string, to: string): Promise<string> {
  const others = JSON.parse(await readFile(join(from, "programmes.json"), "utf8")) as object[];
  const path = join(to, "programmes.json");
  await writeFile(path, JSON.stringify([...others, ...PROGRAMMES]));
  return path;
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
