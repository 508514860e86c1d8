// Finds the days covered by statements: only on such a day can a movement be missing on the other
// side.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import type { Side } from "../engine/side.ts";

/** The days of a source's statement, both inclusive. */
export interface Range extends Row<"statement", "source"> {
  readonly from: string;
  readonly to: string;
}

/** The ranges of all statements of a side. */
export async function findRanges(tx: Tx, side: Side): Promise<Range[]> {
  const { rows } = await sql<Range>`
    select distinct source, from_day::text as from, to_day::text as to
      from statement where side = ${side}`.execute(tx.db);
  return rows;
}

/** The days of a side for which every source that has started by then has a statement. */
export class CoveredDays {
  readonly #bySource: readonly (readonly Range[])[];
  readonly #begun: readonly string[];

  constructor(ranges: readonly Range[]) {
    this.#bySource = [...Map.groupBy(ranges, ({ source }) => source).values()];
    this.#begun = this.#bySource.map((of) => of.map(({ from }) => from).sort()[0]!);
  }

  /** The last day that any statement covers; undefined without statements. */
  get last(): string | undefined {
    return this.#bySource
      .flatMap((ranges) => ranges.map(({ to }) => to))
      .sort()
      .at(-1);
  }

  has(day: string): boolean {
    const begun = this.#bySource.filter((_, index) => this.#begun[index]! <= day);
    return begun.length > 0 && begun.every((ranges) => isIn(ranges, day));
  }
}

function isIn(ranges: readonly Range[], day: string): boolean {
  return ranges.some(({ from, to }) => from <= day && day <= to);
}
