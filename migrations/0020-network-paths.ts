// Each distributor's path, in a table that only changes of the tree write: moving a team locks no row that an order
// may have to change.
import { Migration } from "@mikro-orm/migrations";

export class M20261128Paths extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

// Keys and indexes are made when the rows are there: that is several times faster.
const STATEMENTS = [
  `create table distributor_path (
     distributor_id int not null,
     path int[] not null,
     constraint distributor_path_ends_in_itself check (path[cardinality(path)] = distributor_id))`,
  "insert into distributor_path select id, path from distributor",
  "alter table distributor_path add primary key (distributor_id)",
  "create index on distributor_path (path)",
  "alter table distributor drop column path",
  `comment on table distributor_path is 'The path of each distributor; it has no foreign key, because a check costs as much as the insert.'`,
  `comment on column distributor_path.path is 'The ids from the root to the distributor; a team is the range of paths below its path.'`,
];
