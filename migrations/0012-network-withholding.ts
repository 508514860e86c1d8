// Distributors whose earnings wait for a decision, and how that came and went.
import { Migration } from "@mikro-orm/migrations";

export class M20261125Withholding extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  "alter table distributor add column is_withheld boolean not null default false",
  `create table withholding (
     seq bigint primary key,
     distributor_id int not null,
     is_withheld boolean not null,
     reason text not null)`,
  "create index on withholding (distributor_id, seq)",
  `create trigger withholding_immutable before update or delete or truncate on withholding
     for each statement execute function refuse_change()`,
  "alter table withholding enable always trigger withholding_immutable",
];
