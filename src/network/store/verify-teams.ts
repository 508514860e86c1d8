// Verifies paths, and the kept sizes and depths of teams, against the tree of parents.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";

/** At most this many mismatches are listed. */
const MAX_TOLD = 100;

/** One line for each path that is not the parent's with the distributor's own id behind it. */
export async function verifyPaths(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('path of %s: is %s and should be %s', coalesce(d.code, p.distributor_id::text),
                  coalesce(p.path::text, 'none'),
                  case when d.id is null then 'none' else (above.path || d.id)::text end) as what
      from distributor d
      full join distributor_path p on p.distributor_id = d.id
      left join distributor_path above on above.distributor_id = d.parent_id
     where d.id is null or p.path is distinct from above.path || d.id
     limit ${MAX_TOLD}`.execute(tx.db);
  return rows.map(({ what }) => what);
}

/**
 * One line for each team that is not what its distributor's children and their teams make it. Where
 * this holds for every distributor it holds from the leaves up, so no path is counted.
 */
export async function verifyTeams(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    with expected as (
      select d.parent_id as id, sum(1 + coalesce(t.size, 0)) as size, max(1 + coalesce(t.depth, 0)) as depth
        from distributor d left join team_size t on t.distributor_id = d.id
       where d.parent_id is not null group by 1)
    select format('team of %s: is %s in %s levels and should be %s in %s levels, by its children',
                  coalesce(d.code, id::text), coalesce(t.size, 0), coalesce(t.depth, 0),
                  coalesce(e.size, 0), coalesce(e.depth, 0)) as what
      from expected e
      full join (select distributor_id as id, size, depth from team_size) t using (id)
      left join distributor d using (id)
     where (t.size, t.depth) is distinct from (e.size, e.depth)
    union all
    select format('team of %s: is below %s and should be below %s', coalesce(d.code, t.distributor_id::text),
                  coalesce(t.parent_id::text, 'none'), coalesce(d.parent_id::text, 'none'))
      from team_size t left join distributor d on d.id = t.distributor_id
     where t.parent_id is distinct from d.parent_id
     limit ${MAX_TOLD}`.execute(tx.db);
  return rows.map(({ what }) => what);
}
