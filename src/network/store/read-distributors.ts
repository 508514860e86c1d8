// Reads distributors for the API: many at once, and the tree by pages.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { byList, type Page, pageSql } from "../../database/page.ts";
import type { Row } from "../../database/tables.ts";
import { numbers, texts } from "../../database/unnest.ts";
import type { Status } from "../engine/distributor.ts";
import { MAX_ID } from "./tree.ts";

export interface DistributorView
  extends Row<"distributor", "id" | "code" | "name" | "tier">,
    Row<"distributor_path", "path"> {
  readonly parentId: number | null;
  readonly status: Status;
  readonly isWithheld: boolean;
  readonly joinedAt: number;
}

/** A position in the tree, as a path; parents sort before children. */
export type TreeKey = readonly number[];

const COLUMNS = sql`d.id, d.code, d.parent_id as "parentId", d.name, d.tier, d.status, p.path,
  d.is_withheld as "isWithheld",
  (extract(epoch from d.joined_at) * 1000)::float8 as "joinedAt"`;

const PLACED = sql`distributor d join distributor_path p on p.distributor_id = d.id`;

/** Distributors in the order of the ids; undefined for an unknown id. */
export async function findDistributorsById(
  tx: Tx,
  ids: readonly number[],
): Promise<(DistributorView | undefined)[]> {
  const { rows } = await sql<DistributorView>`
    select ${COLUMNS} from ${PLACED} where d.id = any(${numbers(ids)}::int[])`.execute(tx.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/** Distributors in the order of the codes; undefined for an unknown code. */
export async function findDistributorsByCode(
  tx: Tx,
  codes: readonly string[],
): Promise<(DistributorView | undefined)[]> {
  const { rows } = await sql<DistributorView>`
    select ${COLUMNS} from ${PLACED} where d.code = any(${texts(codes)}::text[])`.execute(tx.db);
  const byCode = new Map(rows.map((row) => [row.code, row]));
  return codes.map((code) => byCode.get(code));
}

function treePage(page: Page<TreeKey>) {
  return pageSql(page, [sql`p.path`], (path) => [sql`${numbers(path)}::int[]`]);
}

/** A page of the whole tree, or of the subtree of `top`, including `top`. */
export async function pageTree(
  tx: Tx,
  top: TreeKey | undefined,
  page: Page<TreeKey>,
): Promise<DistributorView[]> {
  const { condition, order } = treePage(page);
  const part: RawBuilder<unknown> =
    top === undefined
      ? sql`true`
      : sql`p.path >= ${numbers(top)}::int[] and p.path < ${numbers([...top, MAX_ID])}::int[]`;
  const { rows } = await sql<DistributorView>`
    select ${COLUMNS} from ${PLACED} where ${part} and ${condition} ${order}`.execute(tx.db);
  return rows;
}

/** The same page of many teams, in the order of their tops; a team does not include its top. */
export async function pageTeams(
  tx: Tx,
  tops: readonly TreeKey[],
  page: Page<TreeKey>,
): Promise<DistributorView[][]> {
  const { condition, order } = treePage(page);
  const paths = texts(tops.map((top) => numbers(top)));
  const { rows } = await sql<DistributorView & { n: number }>`
    select t.n::int as n, d.*
      from unnest(${paths}::text[]) with ordinality as t (path, n)
      cross join lateral (
        select ${COLUMNS} from ${PLACED}
         where p.path > t.path::int[] and p.path < t.path::int[] || ${MAX_ID}::int and ${condition}
         ${order}) d`.execute(tx.db);
  return byList(rows, tops.length);
}

/** The same page of many distributors' children, by id, in the order of the parents. */
export async function pageChildren(
  tx: Tx,
  parentIds: readonly number[],
  page: Page<number>,
): Promise<DistributorView[][]> {
  const { condition, order } = pageSql(page, [sql`d.id`], (id) => [sql`${id}::int`]);
  const { rows } = await sql<DistributorView & { n: number }>`
    select t.n::int as n, d.*
      from unnest(${numbers(parentIds)}::int[]) with ordinality as t (id, n)
      cross join lateral (
        select ${COLUMNS} from ${PLACED} where d.parent_id = t.id and ${condition} ${order}) d`.execute(
    tx.db,
  );
  return byList(rows, parentIds.length);
}
