// Finds the days covered by statements: only on such a day can a movement be missing on the other
// side.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import type { Days } from "../../../kernel/days.ts";
import type { Side } from "../engine/side.ts";

/** The days of a source's statement, both inclusive. */
export interface StatementDays extends Row<"statement", "source">, Days {}

/** The days of all statements of a side. */
export async function findStatementDays(tx: Tx, side: Side): Promise<StatementDays[]> {
  const { rows } = await sql<StatementDays>`
    select distinct source, from_day::text as from, to_day::text as to
      from statement where side = ${side}`.execute(tx.db);
  return rows;
}

/** The days of a side for which every source that has started by then has a statement. */
export class CoveredDays {
  readonly #bySource: readonly (readonly StatementDays[])[];
  readonly #begun: readonly string[];

  constructor(statements: readonly StatementDays[]) {
    this.#bySource = [...Map.groupBy(statements, ({ source }) => source).values()];
    this.#begun = this.#bySource.map((of) => of.map(({ from }) => from).sort()[0]!);
  }

  /** The last day that any statement covers; undefined without statements. */
  get last(): string | undefined {
    return this.#bySource
      .flatMap((statements) => statements.map(({ to }) => to))
      .sort()
      .at(-1);
  }

  has(day: string): boolean {
    const begun = this.#bySource.filter((_, index) => this.#begun[index]! <= day);
    return begun.length > 0 && begun.every((statements) => isIn(statements, day));
  }
}

function isIn(statements: readonly StatementDays[], day: string): boolean {
  return statements.some(({ from, to }) => from <= day && day <= to);
}
