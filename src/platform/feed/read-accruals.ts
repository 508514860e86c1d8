// What volume programmes accrued, as events.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import type { RebateAccrued } from "./event.ts";

/** Accruals are numbered after all postings that a transaction with accruals and earnings can have. */
const FIRST_ACCRUAL = 5_000;

/** The accruals of the transactions wanted. */
export async function readAccruals(tx: Tx, wanted: RawBuilder<unknown>): Promise<RebateAccrued[]> {
  const { rows } = await sql<
    Row & {
      line: number;
      programmeId: number;
      supplierId: number;
      period: string;
      amount: string;
      true_up: string;
      volume: string;
      accrued: string;
    }
  >`
    select ${TRANSACTION}, a.line, a.programme_id as "programmeId", a.supplier_id as "supplierId",
           a.period::text, a.amount, a.true_up, a.volume, a.accrued
      from accrual a join ledger_transaction t using (seq)
     where a.seq = any(${wanted})`.execute(tx.db);
  return rows.map((row) => {
    const { programmeId, supplierId, period } = row;
    return {
      kind: "REBATE_ACCRUED",
      ...baseOf(row, FIRST_ACCRUAL + row.line),
      ...{ programmeId, supplierId, period },
      amountMinor: BigInt(row.amount),
      trueUpMinor: BigInt(row.true_up),
      volumeMinor: BigInt(row.volume),
      accruedMinor: BigInt(row.accrued),
    };
  });
}
