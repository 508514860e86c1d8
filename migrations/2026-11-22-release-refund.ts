// What is held back until its day, what has been released, and what was given back.
import { Migration } from "@mikro-orm/migrations";

export class M20261122ReleaseRefund extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  // When the distributors' shares become available; null: at once.
  "alter table settlement add column due_at timestamptz(3)",

  // What of a distributor's pending balance becomes available when.
  `create table pending (
     due_at timestamptz(3) not null,
     distributor_id int not null,
     amount bigint not null,
     primary key (due_at, distributor_id))`,

  // A share is pending as long as its distributor and day have no release after its order.
  `create table release (
     seq bigint primary key,
     distributor_id int not null,
     due_at timestamptz(3) not null,
     amount bigint not null)`,
  "create index on release (distributor_id, due_at, seq)",

  `create table refund (
     seq bigint primary key,
     order_seq bigint not null,
     quantity bigint not null check (quantity > 0),
     platform bigint not null,
     lines json not null)`,
  "create index on refund (order_seq)",

  ...["release", "refund"].flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
