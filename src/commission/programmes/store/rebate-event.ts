// Reads the accruals of volume programmes as events.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { baseOf, TRANSACTION, type TransactionRow } from "../../../platform/feed/base.ts";
import type { FeedEvent } from "../../../platform/feed/event.ts";
import type { EventKind, Wanted } from "../../../platform/feed/event-kind.ts";

/** What a supplier's volume programme accrued, or reversed (negative), in minor units. */
export interface RebateAccrued extends FeedEvent {
  readonly kind: "REBATE_ACCRUED";
  /** The id of the programme's version. */
  readonly programmeId: number;
  readonly supplierId: number;
  /** The first day of the period. */
  readonly period: string;
  readonly amountMinor: bigint;
  /** The part of `amountMinor` that is a true-up for a band that was reached. */
  readonly trueUpMinor: bigint;
  /** The programme's volume in the period and the supplier's bonus, this event included. */
  readonly volumeMinor: bigint;
  readonly accruedMinor: bigint;
}

export const rebateAccrued: EventKind<RebateAccrued> = {
  kind: "REBATE_ACCRUED",
  sees: (scope, { supplierId }) => "supplierId" in scope && scope.supplierId === supplierId,
  read: readAccruals,
  findSeqs: (scope, { range, limit }) =>
    "supplierId" in scope
      ? sql`select distinct seq from accrual where supplier_id = ${scope.supplierId} and ${range} ${limit}`
      : undefined,
};

/** Accruals are numbered after all postings that a transaction with accruals and earnings can have. */
const FIRST_ACCRUAL = 5_000;

interface AccrualRow
  extends TransactionRow,
    Row<"accrual", "line" | "period" | "amount" | "true_up" | "volume" | "accrued"> {
  readonly programmeId: number;
  readonly supplierId: number;
}

/** The accruals of the given transactions. */
async function readAccruals(tx: Tx, { seqs }: Wanted): Promise<RebateAccrued[]> {
  const { rows } = await sql<AccrualRow>`
    select ${TRANSACTION}, a.line, a.programme_id as "programmeId", a.supplier_id as "supplierId",
           a.period::text, a.amount, a.true_up, a.volume, a.accrued
      from accrual a join ledger_transaction t using (seq)
     where a.seq = any(${seqs})`.execute(tx.db);
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
