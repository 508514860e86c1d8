// Jobs of a network as people see them: who asked for what, how far it is, and the file that it wrote.
import { Migration } from "@mikro-orm/migrations";

export class M20261128Jobs extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

// A piece is larger than a page: PostgreSQL keeps it outside the row, compressed.
const STATEMENTS = [
  `create table job (
     id uuid primary key,
     kind text not null,
     owner text not null,
     role text not null,
     status text not null check (status in ('WAITING', 'RUNNING', 'DONE', 'FAILED', 'CANCELLED')),
     progress double precision not null,
     turn int not null,
     attempts int not null,
     chunks int not null,
     input text not null,
     result text,
     failure text,
     created_at timestamptz(3) not null,
     expires_at timestamptz(3))`,
  `create table job_chunk (
     job_id uuid not null,
     n int not null,
     bytes bytea not null,
     primary key (job_id, n))`,
];
