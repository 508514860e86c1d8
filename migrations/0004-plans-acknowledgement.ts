// Why a plan that reaches farther than its network allows was published all the same.
import { Migration } from "@mikro-orm/migrations";

export class M20261123Acknowledgement extends Migration {
  override up(): void {
    this.addSql("alter table plan add column acknowledgement text");
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}
