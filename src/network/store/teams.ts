// Keeps the size and depth of each team: a row for each distributor that has one. All writers hold the lock of the tree.
import { sql } from "kysely";
import type { Sender, Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { numbers } from "../../database/unnest.ts";
import { countNewTeams, type Growth, type Newcomers } from "../engine/new-teams.ts";

/** Rows of one insert statement. */
const INSERT_ROWS = 50_000;

/** A team is all distributors below one distributor; `depth` is its number of levels. */
export interface Team {
  readonly size: number;
  readonly depth: number;
}

/** The teams of many distributors in one query, in the order of the ids. */
export async function teamsOf(tx: Tx, ids: readonly number[]): Promise<Team[]> {
  const { rows } = await sql<Row<"team_size", "size" | "depth"> & { id: number }>`
    select distributor_id as id, size, depth from team_size
     where distributor_id = any(${numbers(ids)}::int[])`.execute(tx.db);
  const byId = new Map(rows.map(({ id, size, depth }) => [id, { size, depth }]));
  return ids.map((id) => byId.get(id) ?? { size: 0, depth: 0 });
}

/** Stores the teams of new distributors, and what they add to the teams above them. */
export function storeNewTeams(out: Sender, newcomers: Newcomers): void {
  const { sizes, depths, growths } = countNewTeams(newcomers);
  const { firstId, parents } = newcomers;
  let teams: number[] = [];
  const flush = () => {
    const of = (column: Int32Array) => numbers(teams.map((place) => column[place]!));
    const ids = numbers(teams.map((place) => firstId + place));
    out.send(sql`insert into team_size (distributor_id, parent_id, size, depth)
      select id, nullif(parent_id, 0), size, depth
        from unnest(${ids}::int[], ${of(parents)}::int[], ${of(sizes)}::int[], ${of(depths)}::int[])
          as t (id, parent_id, size, depth)`);
    teams = [];
  };
  for (const [place, size] of sizes.entries()) {
    if (size > 0 && teams.push(place) === INSERT_ROWS) flush();
  }
  if (teams.length > 0) flush();
  growTeams(out, growths);
}

/** Adds to the teams of distributors and of all above them, by the paths that are stored. */
export function growTeams(out: Sender, growths: readonly Growth[]): void {
  if (growths.length === 0) return;
  const of = (field: keyof Growth) => numbers(growths.map((growth) => growth[field]));
  out.send(sql`insert into team_size (distributor_id, parent_id, size, depth)
    select u.id, d.path[u.level - 1], sum(g.size), max(g.depth + cardinality(d.path) - u.level)
      from unnest(${of("id")}::int[], ${of("size")}::int[], ${of("depth")}::int[]) as g (id, size, depth)
      join distributor_path d on d.distributor_id = g.id
      cross join lateral unnest(d.path) with ordinality as u (id, level)
     group by 1, 2
    on conflict (distributor_id) do update set
      size = team_size.size + excluded.size, depth = greatest(team_size.depth, excluded.depth)`);
}

/**
 * Takes a distributor and its team out of the teams of its ancestors, and puts its own team under
 * its new parent, which `growTeams` then has to tell.
 */
export function leaveTeams(
  out: Sender,
  moved: { readonly id: number; readonly upline: readonly number[]; readonly size: number },
  parentId: number | null,
): void {
  const upline = numbers(moved.upline);
  out.send(
    sql`update team_size set parent_id = ${parentId}::int where distributor_id = ${moved.id}`,
  );
  out.send(sql`delete from team_size
    where distributor_id = any(${upline}::int[]) and size = ${moved.size}::int`);
  out.send(sql`update team_size set size = size - ${moved.size}::int
    where distributor_id = any(${upline}::int[])`);
  out.send(deepen(upline));
}

// From each ancestor, the deepest level is that of a child outside the upline, or of one further
// down in it. Each ancestor's deepest child outside it is one look-up, however many children it has.
function deepen(upline: string) {
  return sql`
    with deepest as (
      select u.id, u.level, case when t.size is null then 0 else 1 + coalesce(beside.depth, 0) end as own
        from unnest(${upline}::int[]) with ordinality as u (id, level)
        left join team_size t on t.distributor_id = u.id
        cross join lateral (
          select max(c.depth) as depth from team_size c
           where c.parent_id = u.id
             and c.distributor_id is distinct from (${upline}::int[])[u.level + 1]) beside)
    update team_size t set depth = d.depth
      from (select id, max(own + level) over (order by level desc) - level as depth from deepest) d
     where t.distributor_id = d.id and t.depth <> d.depth`;
}
