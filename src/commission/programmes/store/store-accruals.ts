// Stores the effects of a batch on suppliers: their turnover by month, and the accruals.
import { sql } from "kysely";
import { CopiedRows } from "../../../database/copy.ts";
import type { Sender } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Accrual } from "../../engine/accrual.ts";
import type { Supplier } from "../../engine/supplier.ts";

interface SupplierMonth {
  readonly supplier: Supplier;
  readonly month: string;
}

/** The months in which turnovers of suppliers changed. */
export class TouchedTurnover {
  readonly #bySupplier = new Map<Supplier, Set<string>>();

  add({ supplier, month }: SupplierMonth): void {
    const months = this.#bySupplier.get(supplier) ?? new Set();
    this.#bySupplier.set(supplier, months.add(month));
  }

  get rows(): SupplierMonth[] {
    return [...this.#bySupplier].flatMap(([supplier, months]) =>
      [...months].map((month) => ({ supplier, month })),
    );
  }
}

/** Writes each changed month of a supplier once, with its new value. */
export function storeTurnover(out: Sender, { rows }: TouchedTurnover): void {
  if (rows.length === 0) return;
  const turnovers = rows.map(({ supplier, month }) => supplier.turnover.get(month)!);
  out.send(sql`insert into supplier_volume (supplier_id, month, gross, cost)
    select * from unnest(${numbers(rows.map((r) => r.supplier.id))}::int[],
      ${texts(rows.map((r) => r.month))}::date[],
      ${numbers(turnovers.map((t) => t.grossMinor))}::bigint[],
      ${numbers(turnovers.map((t) => t.costMinor))}::bigint[])
    on conflict (supplier_id, month) do update
      set gross = excluded.gross, cost = excluded.cost`);
}

/** The accruals of one transaction. */
export interface StoredAccruals {
  readonly seq: number;
  readonly accruals: readonly Accrual[];
}

const COLUMNS = [
  "seq",
  "line",
  "programme_id",
  "supplier_id",
  "period",
  "amount",
  "true_up",
  "volume",
  "accrued",
] as const;

export function storeAccruals(out: Sender, all: readonly StoredAccruals[]): void {
  const rows = new CopiedRows("accrual", COLUMNS);
  for (const { seq, accruals } of all) {
    for (const [index, one] of accruals.entries()) {
      rows
        .begin()
        .int8(BigInt(seq))
        .int2(index + 1);
      rows.int4(one.programme.id).int4(one.supplier.id).date(one.period);
      rows.int8(one.amountMinor).int8(one.trueUpMinor);
      rows.int8(one.volumeMinor).int8(one.accruedMinor);
    }
  }
  if (rows.count > 0) out.copy(rows);
}
