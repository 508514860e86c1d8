// The table of notes.
import { Migration } from "@mikro-orm/migrations";

export class CreateNotes extends Migration {
  override up(): void {
    this.addSql(`create table note (
      seq bigint primary key,
      ref text not null unique,
      distributor_id int not null references distributor,
      text text not null,
      removed_seq bigint
    )`);
  }
}
