// Publications that are withdrawn before they take effect, and finding the latest order of the stream.
import { Migration } from "@mikro-orm/migrations";

export class M20261123Withdrawal extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  // By the number of the publication's transaction, which documents of all kinds have.
  `create table withdrawal (
     published bigint primary key,
     seq bigint not null,
     reason text not null)`,
  `create trigger withdrawal_immutable before update or delete or truncate on withdrawal
     for each statement execute function refuse_change()`,
  "alter table withdrawal enable always trigger withdrawal_immutable",

  // A moment is free again once what started then has been withdrawn: the trigger says what the
  // constraint said, of all that has not been.
  "alter table plan drop constraint plan_effective_from_key",
  "alter table ladder drop constraint ladder_effective_from_key",
  `create function check_start() returns trigger language plpgsql set search_path from current as $$
   declare
     other int;
   begin
     execute format('select version from %I v where effective_from = $1 and version <> $2
                     and not exists (select from withdrawal where published = v.seq)', tg_table_name)
       into other using new.effective_from, new.version;
     if other is not null then
       raise exception '% % starts at % already', tg_table_name, other, new.effective_from
         using errcode = 'unique_violation';
     end if;
     return null;
   end $$`,
  ...["plan", "ladder"].flatMap((table) => [
    `create trigger ${table}_start after insert on ${table}
       for each row execute function check_start()`,
    `alter table ${table} enable always trigger ${table}_start`,
  ]),

  "create index on ledger_transaction (occurred_at) where kind = 'SETTLEMENT'",
];
