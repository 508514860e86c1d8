// Loads distributors for the engine, with their ancestors, volumes and sales.

import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers } from "../../../database/unnest.ts";
import { distributorAccounts } from "../../../ledger/entry-draft.ts";
import type { Distributor, Status } from "../../../network/engine/distributor.ts";
import { MAX_FIRST_SALES } from "../../engine/plan.ts";

interface DistributorRow
  extends Row<"distributor", "id" | "code" | "parent_id" | "tier" | "is_withheld"> {
  status: Status;
}

const COLUMNS = sql`d.id, d.code, d.parent_id, d.tier, d.status, d.is_withheld`;

/**
 * Adds the distributors that meet the condition, and their ancestors, to `known`, by id; known ones
 * stay unchanged. Returns the new ones, without volumes and sales.
 */
export async function findDistributors(
  tx: Tx,
  which: RawBuilder<unknown>,
  known: Map<number, Distributor>,
): Promise<Distributor[]> {
  const { rows } = await sql<DistributorRow & Row<"distributor_path", "path">>`
    select ${COLUMNS}, own.path from distributor d
     cross join lateral (select path from distributor_path where distributor_id = d.id offset 0) own
     where ${which}`.execute(tx.db);
  const found = new Map<number, DistributorRow>(rows.map((row) => [row.id, row]));
  const above = new Set(rows.flatMap(({ path }) => path));
  const missing = [...above].filter((id) => !known.has(id) && !found.has(id));
  for (const row of await findByIds(tx, missing)) found.set(row.id, row);
  const fresh: Distributor[] = [];
  const meet = (id: number): Distributor => {
    const met = known.get(id);
    if (met !== undefined) return met;
    const { code, parent_id: parentId, tier, status, is_withheld: isWithheld } = found.get(id)!;
    const parent = parentId === null ? null : meet(parentId);
    const state = { status, isWithheld, tier };
    const own = { accounts: distributorAccounts(code), sales: 0, volumes: new Map() };
    const distributor = { id, code, parent, ...state, ...own };
    known.set(id, distributor);
    fresh.push(distributor);
    return distributor;
  };
  for (const { id } of rows) meet(id);
  return fresh;
}

async function findByIds(tx: Tx, ids: readonly number[]): Promise<DistributorRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<DistributorRow>`
    select ${COLUMNS} from distributor d where d.id = any(${numbers(ids)}::int[])`.execute(tx.db);
  return rows;
}

/** Adds their volumes to distributors that were found, and their sales if a plan needs them. */
export async function loadFigures(
  tx: Tx,
  fresh: readonly Distributor[],
  countsSales: boolean,
): Promise<void> {
  if (fresh.length === 0) return;
  const byId = new Map(fresh.map((one) => [one.id, one]));
  await Promise.all([loadVolumes(tx, byId), countsSales && loadSales(tx, byId)]);
}

type ById = ReadonlyMap<number, Distributor>;

// Counts only up to the highest number that a plan can need.
async function loadSales(tx: Tx, known: ById): Promise<void> {
  const { rows } = await sql<{ id: number; sales: string }>`
    select d.id, s.sales from unnest(${numbers(known.keys())}::int[]) as d (id) cross join lateral (
      select count(*) as sales from (
        select from settlement where seller_id = d.id limit ${MAX_FIRST_SALES}) first) s`.execute(
    tx.db,
  );
  for (const { id, sales } of rows) known.get(id)!.sales = Number(sales);
}

async function loadVolumes(tx: Tx, known: ById): Promise<void> {
  const { rows } = await sql<Row<"volume", "month" | "personal" | "team"> & { id: number }>`
    select d.id, v.month, v.personal, v.team from unnest(${numbers(known.keys())}::int[]) as d (id)
     cross join lateral (
       select month::text, personal, team from volume where distributor_id = d.id offset 0) v`.execute(
    tx.db,
  );
  for (const { id, month, personal, team } of rows) {
    const volume = { personal: BigInt(personal), team: BigInt(team) };
    known.get(id)!.volumes.set(month, volume);
  }
}
