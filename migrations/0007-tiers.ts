// Tiers over time: the tier at joining, tiers set manually, and closed windows.
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
  // The close of a window may downgrade any number of distributors.
  "alter table tier_change alter column line type int",

  // From this tier and the changes after it, the tier at any time is known.
  "alter table distributor add column joined_tier text",
  `update distributor d set joined_tier = case when c.seq is null then d.tier else c.from_tier end
     from distributor o
     left join lateral (select seq, from_tier from tier_change where distributor_id = o.id
                         order by seq limit 1) c on true
    where o.id = d.id`,
  `create trigger distributor_joined_immutable before update of joined_tier on distributor
     for each statement execute function refuse_change()`,
  "alter table distributor enable always trigger distributor_joined_immutable",

  // The latest row of a distributor is its lowest tier, until the first close with a date after `until`.
  `create table manual_tier (
     seq bigint primary key,
     distributor_id int not null,
     tier text not null,
     until date not null,
     reason text not null)`,
  "create index on manual_tier (distributor_id, seq)",

  // distributors: their number at that time; their ids are 1 to this number.
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
