// Settled orders, as events.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { baseOf, TRANSACTION, type TransactionRow } from "../../../platform/feed/base.ts";
import type { FeedEvent } from "../../../platform/feed/event.ts";
import type { EventKind, Wanted } from "../../../platform/feed/event-kind.ts";

/** An order was settled. */
export interface SettlementPosted extends FeedEvent {
  readonly kind: "SETTLEMENT_POSTED";
  readonly sellerId: number;
  readonly supplierId: number;
}

/** The first of a transaction's events. */
const SETTLEMENT = 0;

export const settlementPosted: EventKind<SettlementPosted> = {
  kind: "SETTLEMENT_POSTED",
  sees: (scope, { supplierId }) => "supplierId" in scope && scope.supplierId === supplierId,
  read: readSettlements,
  findSeqs: (scope, { range, limit }) =>
    "supplierId" in scope
      ? sql`select seq from settlement where supplier_id = ${scope.supplierId} and ${range} ${limit}`
      : undefined,
};

async function readSettlements(tx: Tx, { seqs }: Wanted): Promise<SettlementPosted[]> {
  const { rows } = await sql<TransactionRow & Row<"settlement", "seller_id" | "supplier_id">>`
    select ${TRANSACTION}, s.seller_id, s.supplier_id
      from settlement s join ledger_transaction t using (seq) where s.seq = any(${seqs})`.execute(
    tx.db,
  );
  return rows.map((row) => {
    const { seller_id: sellerId, supplier_id: supplierId } = row;
    return { kind: "SETTLEMENT_POSTED", ...baseOf(row, SETTLEMENT), sellerId, supplierId };
  });
}
