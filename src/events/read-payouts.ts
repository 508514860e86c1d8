// What became of payouts, as events: one for each step.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { PayoutStatus } from "../finance/payout-status.ts";
import { baseOf, type Row, TRANSACTION } from "./base.ts";
import type { PayoutChanged } from "./event.ts";

/** The steps of payouts in the transactions wanted, numbered by their lines. */
export async function readPayouts(tx: Tx, wanted: RawBuilder<unknown>): Promise<PayoutChanged[]> {
  const { rows } = await sql<
    Row & {
      line: number;
      payoutSeq: number;
      distributorId: number | null;
      supplierId: number | null;
      status: PayoutStatus;
    }
  >`
    select ${TRANSACTION}, s.line, s.payout_seq::float8 as "payoutSeq", s.status,
           s.distributor_id as "distributorId", s.supplier_id as "supplierId"
      from payout_step s join ledger_transaction t using (seq)
     where s.seq = any(${wanted})`.execute(tx.db);
  return rows.map((row) => {
    const { line, payoutSeq, distributorId, supplierId, status } = row;
    const payee = { payeeDistributorId: distributorId, payeeSupplierId: supplierId };
    return { kind: "PAYOUT_CHANGED", ...baseOf(row, line), payoutSeq, status, ...payee };
  });
}
