// The acts that are not orders, refunds or releases are found without reading past those.
import { Migration } from "@mikro-orm/migrations";

export class M20261124AuditTrail extends Migration {
  override up(): void {
    this.addSql(
      `create index on ledger_transaction (seq)
        where kind <> 'SETTLEMENT' and kind <> 'REFUND' and kind <> 'RELEASE'`,
    );
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}
