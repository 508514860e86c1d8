// The size and depth of each distributor's team, kept where the tree changes, so that reading them counts nothing.
import { Migration } from "@mikro-orm/migrations";

export class M20261128TeamSizes extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

// A row of its own for each team: writing it leaves the distributor's row and its four indexes alone.
const STATEMENTS = [
  `create table team_size (
     distributor_id int primary key,
     parent_id int,
     size int not null check (size > 0),
     depth int not null check (depth > 0)) with (fillfactor = 90)`,
  `insert into team_size
   select u.id, d.path[u.level - 1], count(*), max(cardinality(d.path) - u.level)
     from distributor d, unnest(d.path) with ordinality as u (id, level)
    where u.level < cardinality(d.path) group by 1, 2`,
  "create index on team_size (parent_id, depth)",
  `comment on table team_size is 'A distributor without a team has no row.'`,
  `comment on column team_size.parent_id is 'The distributor''s parent; with its index, the deepest team among children is one look-up.'`,
  `comment on column team_size.size is 'The number of distributors below it.'`,
  `comment on column team_size.depth is 'The number of levels below it.'`,
];
