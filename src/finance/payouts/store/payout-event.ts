// Reads the steps of payouts as events, one for each step.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { baseOf, TRANSACTION, type TransactionRow } from "../../../platform/feed/base.ts";
import type { FeedEvent } from "../../../platform/feed/event.ts";
import type { EventKind, SeqBounds, Wanted } from "../../../platform/feed/event-kind.ts";
import type { PartyScope } from "../../../platform/feed/scope.ts";
import type { PayeeIds } from "./payee.ts";
import type { PayoutStatus } from "./payout-status.ts";

/** A payout was requested, or its status changed. Only its payee and the staff receive it. */
export interface PayoutChanged extends FeedEvent {
  readonly kind: "PAYOUT_CHANGED";
  /** The sequence number of the request. */
  readonly payoutSeq: number;
  readonly status: PayoutStatus;
  /** The tax withheld and the net amount that the bank pays; null before the approval fixes them. */
  readonly taxMinor: bigint | null;
  readonly netMinor: bigint | null;
  readonly payeeDistributorId: number | null;
  readonly payeeSupplierId: number | null;
}

export const payoutChanged: EventKind<PayoutChanged> = {
  kind: "PAYOUT_CHANGED",
  sees: (scope, { payeeDistributorId, payeeSupplierId }) =>
    "supplierId" in scope
      ? payeeSupplierId === scope.supplierId
      : payeeDistributorId === scope.distributorId,
  read: readPayouts,
  findSeqs: findPayoutSeqs,
};

function findPayoutSeqs(scope: PartyScope, { range, limit }: SeqBounds) {
  const isPayee =
    "supplierId" in scope
      ? sql`supplier_id = ${scope.supplierId}`
      : sql`distributor_id = ${scope.distributorId}`;
  return sql`select distinct seq from payout_step where ${isPayee} and ${range} ${limit}`;
}

/** The steps of payouts in the given transactions, numbered by their lines. */
async function readPayouts(tx: Tx, { seqs }: Wanted): Promise<PayoutChanged[]> {
  const { rows } = await sql<
    TransactionRow &
      Row<"payout_step", "line"> &
      PayeeIds & {
        payoutSeq: number;
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
     where s.seq = any(${seqs})`.execute(tx.db);
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
