// Tiers over time: the one a distributor joined with, those set by hand, and the windows that closed.
import { Migration } from "@mikro-orm/migrations";

export class M20261123TiersOverTime extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  // A window's close may downgrade any number.
  "alter table tier_change alter column line type int",

  // With it and the changes since, the tier held at any moment is known.
  "alter table distributor add column joined_tier text",
  `update distributor d set joined_tier = case when c.seq is null then d.tier else c.from_tier end
     from distributor o
     left join lateral (select seq, from_tier from tier_change where distributor_id = o.id
                         order by seq limit 1) c on true
    where o.id = d.id`,
  `create trigger distributor_joined_immutable before update of joined_tier on distributor
     for each statement execute function refuse_change()`,
  "alter table distributor enable always trigger distributor_joined_immutable",

  // The latest of a distributor is its floor, until the first close whose own date is after until.
  `create table manual_tier (
     seq bigint primary key,
     distributor_id int not null,
     tier text not null,
     until date not null,
     reason text not null)`,
  "create index on manual_tier (distributor_id, seq)",

  // distributors: how many there were then; their ids go from 1 to that.
  `create table window_close (
     seq bigint primary key,
     month date not null unique,
     ladder_version int not null,
     distributors int not null,
     downgraded int not null)`,

  ...["manual_tier", "window_close"].flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
