// Payouts and each of their steps, and the terms that they go by.
import { Migration } from "@mikro-orm/migrations";

export class M20261124Payouts extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const IMMUTABLE = ["terms", "payout_step"];

const STATEMENTS = [
  `create table terms (
     version int primary key,
     effective_from timestamptz(3) not null,
     seq bigint not null,
     document jsonb not null)`,
  `create trigger terms_start after insert on terms
     for each row execute function check_start()`,
  "alter table terms enable always trigger terms_start",

  // By its request's transaction. The status alone changes: it is that of the last step.
  `create table payout (
     seq bigint primary key,
     ref text not null unique,
     distributor_id int,
     supplier_id int,
     amount bigint not null check (amount > 0),
     fee bigint not null check (fee >= 0),
     requested_by text,
     status text not null,
     check ((distributor_id is null) <> (supplier_id is null)))`,
  "create index on payout (status, seq)",
  "create index on payout (distributor_id, seq)",
  "create index on payout (supplier_id, seq)",

  // A batch has a line for each of its payouts.
  `create table payout_step (
     seq bigint not null,
     line int not null,
     payout_seq bigint not null,
     distributor_id int,
     supplier_id int,
     status text not null,
     tax bigint not null,
     reference text,
     reason text,
     primary key (seq, line))`,
  "create index on payout_step (payout_seq, seq)",
  "create index on payout_step (distributor_id, seq)",
  "create index on payout_step (supplier_id, seq)",

  `create function check_payout() returns trigger language plpgsql set search_path from current as $$
   begin
     if to_jsonb(new) - 'status' is distinct from to_jsonb(old) - 'status' then
       raise exception 'payout %: only its status changes', old.seq using errcode = 'check_violation';
     end if;
     return new;
   end $$`,
  `create trigger payout_kept before update on payout
     for each row execute function check_payout()`,
  "alter table payout enable always trigger payout_kept",
  `create trigger payout_immutable before delete or truncate on payout
     for each statement execute function refuse_change()`,
  "alter table payout enable always trigger payout_immutable",

  ...IMMUTABLE.flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
