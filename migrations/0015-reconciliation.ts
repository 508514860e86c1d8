// Statements of banks and payment channels, what of the book each of their lines is, and what differs.
import { Migration } from "@mikro-orm/migrations";

export class M20261125Reconciliation extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const IMMUTABLE = ["statement", "statement_line", "statement_match", "difference_explanation"];

const STATEMENTS = [
  // By the transaction of its import.
  `create table statement (
     seq bigint primary key,
     source text not null,
     side text not null,
     format text not null,
     sha256 text not null unique,
     account text not null,
     from_day date not null,
     to_day date not null,
     opening bigint,
     closing bigint,
     tolerance_days int not null,
     tolerance bigint not null)`,
  "create index on statement (source, from_day)",

  // identity: what tells a line again in a file that overlaps; first_*: the line that it is again.
  `create table statement_line (
     seq bigint not null,
     n int not null,
     line int not null,
     line_id text not null,
     reference text,
     refs text[] not null,
     day date not null,
     time text not null,
     amount bigint not null,
     fee bigint,
     counterparty text not null,
     memo text not null,
     identity text not null,
     first_seq bigint,
     first_n int,
     primary key (seq, n))`,
  "create index on statement_line (identity)",
  "create index on statement_line (reference)",

  // A line and a movement are in one pair at most, also one whose amounts differ.
  `create table statement_match (
     seq bigint not null,
     n int not null,
     line_seq bigint not null,
     line_n int not null,
     movement_seq bigint not null unique,
     by text not null,
     differs boolean not null,
     primary key (seq, n),
     unique (line_seq, line_n))`,

  // The status alone changes, with the transaction that changed it. Amounts: theirs less ours.
  `create table difference (
     id int primary key,
     seq bigint not null,
     kind text not null,
     side text not null,
     line_seq bigint,
     line_n int,
     movement_seq bigint,
     day date not null,
     amount bigint not null,
     fee bigint not null,
     status text not null,
     resolved_seq bigint,
     check ((line_seq is null) = (line_n is null)))`,
  "create index on difference (status, day)",
  "create index on difference (line_seq, line_n)",
  "create index on difference (movement_seq)",
  "create index on difference (seq)",

  `create table difference_explanation (
     difference_id int primary key,
     seq bigint not null,
     note text,
     correction_seq bigint unique,
     counterpart_id int)`,

  `create function check_difference() returns trigger language plpgsql set search_path from current as $$
   begin
     if to_jsonb(new) - 'status' - 'resolved_seq' is distinct from to_jsonb(old) - 'status' - 'resolved_seq'
        or old.status <> 'OPEN' then
       raise exception 'difference %: only an open one''s status changes', old.id using errcode = 'check_violation';
     end if;
     return new;
   end $$`,
  `create trigger difference_kept before update on difference
     for each row execute function check_difference()`,
  "alter table difference enable always trigger difference_kept",
  `create trigger difference_immutable before delete or truncate on difference
     for each statement execute function refuse_change()`,
  "alter table difference enable always trigger difference_immutable",

  ...IMMUTABLE.flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
