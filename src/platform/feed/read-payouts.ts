// What became of payouts, as events: one for each step.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import type { PayoutStatus } from "../../finance/payouts/store/payout-status.ts";
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
      tax: string | null;
      net: string | null;
    }
  >`
    select ${TRANSACTION}, s.line, s.payout_seq::float8 as "payoutSeq", s.status,
           s.distributor_id as "distributorId", s.supplier_id as "supplierId",
           x.tax, p.amount - p.fee - x.tax as net
      from payout_step s join ledger_transaction t using (seq)
      join payout p on p.seq = s.payout_seq
      left join payout_tax x on x.payout_seq = s.payout_seq and x.seq <= s.seq
     where s.seq = any(${wanted})`.execute(tx.db);
  return rows.map((row) => {
    const { line, payoutSeq, distributorId, supplierId, status } = row;
    const payee = { payeeDistributorId: distributorId, payeeSupplierId: supplierId };
    const [taxMinor, netMinor] = [row.tax, row.net].map((minor) =>
      minor === null ? null : BigInt(minor),
    ) as [bigint | null, bigint | null];
    const changed = { payoutSeq, status, taxMinor, netMinor };
    return { kind: "PAYOUT_CHANGED", ...baseOf(row, line), ...changed, ...payee };
  });
}
