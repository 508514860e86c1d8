// The command line of the benchmark.
import { parseArgs } from "node:util";
import type { Row } from "./row.ts";
import { chosen } from "./rows.ts";

export const USAGE = `usage: npm run bench -- [options]             every row, with its yardsticks
       npm run bench -- uci FILE              the UCI Online Retail data set (docs/measured.md)

options: --rows 1,2,8          only these rows
         --quick               small sizes, to see that every row runs
         --database-url URL    a PostgreSQL to measure on, by a role that may create databases
                               (default: an embedded one in a temporary folder)`;

export type Options =
  | { readonly uci: string }
  | {
      readonly rows: readonly Row[];
      readonly quick: boolean;
      readonly databaseUrl: string | undefined;
    };

/** Throws an error that says what is wrong with the arguments. */
export function readOptions(args: string[]): Options {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      rows: { type: "string" },
      quick: { type: "boolean", default: false },
      "database-url": { type: "string" },
    },
  });
  const [command, file, ...others] = positionals;
  if (command === "uci" && file !== undefined && others.length === 0) return { uci: file };
  if (command !== undefined) throw new Error(`cannot run ${JSON.stringify(positionals.join(" "))}`);
  const rows = chosen(values.rows?.split(",").map((id) => id.trim()));
  return { rows, quick: values.quick, databaseUrl: values["database-url"] };
}
