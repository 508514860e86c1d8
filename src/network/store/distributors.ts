// Finds, validates and stores distributors.

import { sql } from "kysely";
import type { Sender, Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { numbers, texts } from "../../database/unnest.ts";
import { parseCode, parseName } from "../../kernel/code.ts";
import { Refusal } from "../../kernel/errors.ts";
import { inForce } from "../../kernel/in-force.ts";
import { formatInstant, parseInstant } from "../../kernel/time.ts";
import { STATUSES, type Status } from "../engine/distributor.ts";
import type { Ladder } from "../engine/ladder.ts";
import { rankOf } from "../engine/ladder.ts";

/** Rows of one insert statement. */
const INSERT_ROWS = 20_000;

export interface DistributorRow
  extends Row<"distributor", "id" | "code" | "parent_id" | "name" | "tier">,
    Row<"distributor_path", "path"> {
  readonly status: Status;
}

/** A distributor as text; optional fields may be empty. */
export interface DistributorText {
  readonly code: string;
  readonly parent?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly tier?: string | null | undefined;
  readonly status?: string | null | undefined;
  readonly joinedAt?: string | null | undefined;
}

export interface NewDistributor {
  readonly code: string;
  readonly parent: string | null;
  readonly name: string;
  readonly tier: string | null;
  readonly status: Status;
  readonly joinedAt: number;
}

/** Validates a distributor; an empty tier means the ladder's lowest, an empty time means `at`. */
export function parseDistributor(
  text: DistributorText,
  ladder: Ladder | undefined,
  at: number,
): NewDistributor {
  const code = parseCode(text.code, "code");
  return {
    code,
    parent: text.parent ? parseCode(text.parent, "parent") : null,
    name: parseName(text.name ?? "", code, "name"),
    tier: text.tier ? parseTier(text.tier, ladder) : (ladder?.tiers[0]?.code ?? null),
    status: text.status ? parseStatus(text.status) : "ACTIVE",
    joinedAt: text.joinedAt ? parseInstant(text.joinedAt, "joinedAt") : at,
  };
}

/** A tier of the ladder, by its code. */
export function parseTier(text: string, ladder: Ladder | undefined): string {
  if (rankOf(text, ladder) < 0) {
    const why = ladder === undefined ? "is unknown: no ladder is" : "is not in the ladder";
    const shown = JSON.stringify(text.slice(0, 70));
    throw new Refusal("INVALID", `tier: ${shown} ${why} in force`, "tier");
  }
  return text;
}

export function parseStatus(text: string): Status {
  const status = STATUSES.find((one) => one === text);
  if (status === undefined) {
    const shown = JSON.stringify(text.slice(0, 40));
    throw new Refusal(
      "INVALID",
      `status: ${shown} must be one of ${STATUSES.join(", ")}`,
      "status",
    );
  }
  return status;
}

/** The ladder in force, or else the first future ladder. */
export function ladderFor(ladders: readonly Ladder[], at: number): Ladder | undefined {
  return inForce(ladders, at) ?? ladders[0];
}

/** The distributors with one of the codes, by code. */
export async function findDistributors(
  tx: Tx,
  codes: readonly string[],
): Promise<Map<string, DistributorRow>> {
  const { rows } = await sql<DistributorRow>`
    select id, code, parent_id, name, tier, status, path
      from distributor join distributor_path on distributor_id = id
     where code = any(${texts(codes)}::text[])`.execute(tx.db);
  return new Map(rows.map((row) => [row.code, row]));
}

/** One distributor; throws `NOT_FOUND` for the field that has the code. */
export async function getDistributor(tx: Tx, code: string, field: string): Promise<DistributorRow> {
  const found = (await findDistributors(tx, [code])).get(code);
  if (found === undefined) {
    throw new Refusal(
      "NOT_FOUND",
      `${field}: distributor ${JSON.stringify(code.slice(0, 70))} does not exist`,
      field,
    );
  }
  return found;
}

/** The highest id so far; stable while the caller holds the lock of the tree, or the lane's. */
export async function lastDistributorId(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select coalesce(max(id), 0) as id from distributor`.execute(tx.db);
  return rows[0]!.id;
}

export interface PlacedDistributor extends NewDistributor {
  readonly id: number;
  readonly path: readonly number[];
}

/** Inserts distributors, parents before children. */
export async function insertDistributors(tx: Tx, all: readonly PlacedDistributor[]): Promise<void> {
  for (let from = 0; from < all.length; from += INSERT_ROWS) {
    const some = all.slice(from, from + INSERT_ROWS);
    await sql`with d as (
        select id, code, name, tier, status, joined_at, path::int[] as path
          from unnest(${numbers(some.map((d) => d.id))}::int[],
                  ${texts(some.map((d) => d.code))}::text[],
                  ${texts(some.map((d) => d.name))}::text[],
                  ${texts(some.map((d) => d.tier))}::text[],
                  ${texts(some.map((d) => d.status))}::text[],
                  ${texts(some.map((d) => formatInstant(d.joinedAt)))}::timestamptz[],
                  ${texts(some.map((d) => numbers(d.path)))}::text[])
                  as d (id, code, name, tier, status, joined_at, path)),
      placed as (insert into distributor_path (distributor_id, path) select id, path from d)
      insert into distributor (id, code, parent_id, name, tier, joined_tier, status, joined_at)
      select id, code, path[cardinality(path) - 1], name, tier, tier, status, joined_at from d`.execute(
      tx.db,
    );
  }
}

/** Stores the current tiers of distributors, by their ids in ascending order. */
export function storeTiers(
  out: Sender,
  tiers: readonly (readonly [id: number, tier: string])[],
): void {
  out.send(sql`update distributor d set tier = c.tier
    from unnest(${numbers(tiers.map(([id]) => id))}::int[],
      ${texts(tiers.map(([, tier]) => tier))}::text[]) as c (id, tier)
   where d.id = c.id`);
}
