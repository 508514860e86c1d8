// Finds the published volume programmes, and their closed periods.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import type { Asset } from "../../../kernel/money.ts";
import { NOT_WITHDRAWN } from "../../../platform/publishing/versions.ts";
import { Programmes } from "../../engine/programme.ts";
import { compileProgramme, type ProgrammeDocument } from "../engine/programme-document.ts";

/** All versions of all programmes that are not withdrawn, compiled. */
export async function findProgrammes(tx: Tx, asset: Asset): Promise<Programmes> {
  const { rows } = await sql<Row<"programme", "id" | "version"> & { document: ProgrammeDocument }>`
    select id, version, document from programme v where ${NOT_WITHDRAWN} order by id`.execute(
    tx.db,
  );
  return new Programmes(rows.map((row) => compileProgramme(row, row.document, asset)));
}

/** `<code> <first day>` of each period that is closed. */
export async function findClosedPeriods(tx: Tx): Promise<Set<string>> {
  const { rows } = await sql<{ closed: string }>`
    select code || ' ' || period as closed from programme_close`.execute(tx.db);
  return new Set(rows.map(({ closed }) => closed));
}
