// Finding the volume programmes that have been published, and which of their periods are closed.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { numbers } from "../../../database/unnest.ts";
import type { Asset } from "../../../kernel/money.ts";
import { STANDING } from "../../../platform/publishing/standing.ts";
import { Programmes } from "../../engine/programme.ts";
import { compileProgramme, type ProgrammeDocument } from "../engine/programme-document.ts";

/** All versions of all programmes that stand, compiled. */
export async function findProgrammes(tx: Tx, asset: Asset): Promise<Programmes> {
  const { rows } = await sql<{ id: number; version: number; document: ProgrammeDocument }>`
    select id, version, document from programme v where ${STANDING} order by id`.execute(tx.db);
  return new Programmes(rows.map((row) => compileProgramme(row, row.document, asset)));
}

/** The documents of versions as they were published, in the order of their ids. */
export async function findProgrammeDocuments(
  tx: Tx,
  ids: readonly number[],
): Promise<ProgrammeDocument[]> {
  const { rows } = await sql<{ document: ProgrammeDocument }>`
    select document from programme where id = any(${numbers(ids)}::int[]) order by id`.execute(
    tx.db,
  );
  return rows.map(({ document }) => document);
}

/** `<code> <first day>` of each period that is closed. */
export async function findClosedPeriods(tx: Tx): Promise<Set<string>> {
  const { rows } = await sql<{ closed: string }>`
    select code || ' ' || period as closed from programme_close`.execute(tx.db);
  return new Set(rows.map(({ closed }) => closed));
}
