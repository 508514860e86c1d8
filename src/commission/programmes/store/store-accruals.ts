// Stores what a batch did to suppliers: their turnover by month, and what that accrued.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Accrual } from "../../engine/accrual.ts";
import type { Supplier } from "../../engine/supplier.ts";

/** Each month of a supplier that the batch touched is written once, with what it is now. */
export async function storeTurnover(
  tx: Tx,
  touched: Iterable<{ readonly supplier: Supplier; readonly month: string }>,
): Promise<void> {
  const byKey = new Map([...touched].map((one) => [`${one.supplier.id} ${one.month}`, one]));
  if (byKey.size === 0) return;
  const rows = [...byKey.values()];
  const turnovers = rows.map(({ supplier, month }) => supplier.turnover.get(month)!);
  await sql`insert into supplier_volume (supplier_id, month, gross, cost)
    select * from unnest(${numbers(rows.map((r) => r.supplier.id))}::int[],
      ${texts(rows.map((r) => r.month))}::date[],
      ${numbers(turnovers.map((t) => t.grossMinor))}::bigint[],
      ${numbers(turnovers.map((t) => t.costMinor))}::bigint[])
    on conflict (supplier_id, month) do update
      set gross = excluded.gross, cost = excluded.cost`.execute(tx.db);
}

/** What one transaction accrued. */
export interface StoredAccruals {
  readonly seq: number;
  readonly accruals: readonly Accrual[];
}

export async function storeAccruals(tx: Tx, all: readonly StoredAccruals[]): Promise<void> {
  const rows = all.flatMap(({ seq, accruals }) =>
    accruals.map((accrual, index) => ({ seq, line: index + 1, ...accrual })),
  );
  if (rows.length === 0) return;
  await sql`insert into accrual
      (seq, line, programme_id, supplier_id, period, amount, true_up, volume, accrued)
    select * from unnest(${numbers(rows.map((r) => r.seq))}::bigint[],
      ${numbers(rows.map((r) => r.line))}::smallint[],
      ${numbers(rows.map((r) => r.programme.id))}::int[],
      ${numbers(rows.map((r) => r.supplier.id))}::int[],
      ${texts(rows.map((r) => r.period))}::date[],
      ${numbers(rows.map((r) => r.amountMinor))}::bigint[],
      ${numbers(rows.map((r) => r.trueUpMinor))}::bigint[],
      ${numbers(rows.map((r) => r.volumeMinor))}::bigint[],
      ${numbers(rows.map((r) => r.accruedMinor))}::bigint[])`.execute(tx.db);
}
