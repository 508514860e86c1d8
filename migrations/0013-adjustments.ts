// Manual adjustments, and each of their steps.
import { Migration } from "@mikro-orm/migrations";

export class M20261125Adjustments extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  // By its proposal's transaction. The status alone changes: it is that of the last step.
  `create table adjustment (
     seq bigint primary key,
     ref text not null unique,
     template text not null,
     distributor_id int,
     supplier_id int,
     buyer text,
     asset text not null,
     amount bigint not null check (amount > 0),
     of_seq bigint,
     occurred_at timestamptz(3) not null,
     reference text,
     reason text not null,
     proposed_by text,
     status text not null,
     check (num_nonnulls(distributor_id, supplier_id, buyer) <= 1))`,
  "create index on adjustment (status, seq)",
  "create index on adjustment (of_seq)",

  // What takes back another one is a step of both.
  `create table adjustment_step (
     seq bigint not null,
     line int not null,
     adjustment_seq bigint not null,
     status text not null,
     reason text,
     primary key (seq, line))`,
  "create index on adjustment_step (adjustment_seq, seq)",

  `create function check_adjustment() returns trigger language plpgsql set search_path from current as $$
   begin
     if to_jsonb(new) - 'status' is distinct from to_jsonb(old) - 'status' then
       raise exception 'adjustment %: only its status changes', old.seq using errcode = 'check_violation';
     end if;
     return new;
   end $$`,
  `create trigger adjustment_kept before update on adjustment
     for each row execute function check_adjustment()`,
  "alter table adjustment enable always trigger adjustment_kept",
  `create trigger adjustment_immutable before delete or truncate on adjustment
     for each statement execute function refuse_change()`,
  "alter table adjustment enable always trigger adjustment_immutable",
  `create trigger adjustment_step_immutable before update or delete or truncate on adjustment_step
     for each statement execute function refuse_change()`,
  "alter table adjustment_step enable always trigger adjustment_step_immutable",
];
