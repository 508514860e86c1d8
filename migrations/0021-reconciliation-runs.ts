// What a reconciliation stores has the number of its run in place of its entry's, which is known only in the lane: so
// lines and matches are stored before, while orders are settled.
import { Migration } from "@mikro-orm/migrations";

export class M20261128ReconciliationRuns extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

// Earlier runs have their entry's sequence number as their own, so their rows stay as they are.
const STATEMENTS = [
  `create table matching_run (
     id bigint primary key,
     seq bigint not null unique,
     up_to bigint not null,
     check (up_to < seq))`,
  `insert into matching_run
   select seq, seq, seq - 1 from ledger_transaction where kind in ('STATEMENT', 'RECONCILIATION')`,
  `create trigger matching_run_immutable before update or delete or truncate on matching_run
     for each statement execute function refuse_change()`,
  "alter table matching_run enable always trigger matching_run_immutable",
  "alter table statement_line rename seq to run",
  "alter table statement_line rename first_seq to first_run",
  "alter table statement_match rename seq to run",
  "alter table statement_match rename line_seq to line_run",
  "alter index statement_match_line_seq_line_n_key rename to statement_match_line_run_line_n_key",
  "alter table difference rename seq to run",
  "alter table difference rename line_seq to line_run",
  "alter index difference_line_seq_line_n_idx rename to difference_line_run_line_n_idx",
  "alter index difference_seq_idx rename to difference_run_idx",
  "alter table difference drop column resolved_seq",
  `create or replace function check_difference() returns trigger language plpgsql set search_path from current as $$
   begin
     if to_jsonb(new) - 'status' is distinct from to_jsonb(old) - 'status' or old.status <> 'OPEN' then
       raise exception 'difference %: only an open one''s status changes', old.id using errcode = 'check_violation';
     end if;
     return new;
   end $$`,
  "comment on table matching_run is 'A reconciliation: the import of a statement, or one without a statement.'",
  "comment on column matching_run.seq is 'Its transaction.'",
  "comment on column matching_run.up_to is 'The last transaction that it has seen: later ones were recorded while it worked.'",
  "comment on table difference is 'Only the status changes. Amounts are theirs less ours.'",
  "comment on column difference.run is 'The run that found the difference.'",
  "comment on column statement_line.first_run is 'The statement''s run of the earlier line that this line repeats.'",
];
