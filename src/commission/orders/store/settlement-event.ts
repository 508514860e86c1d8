// Settled orders, as events.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { cursorOf, type FeedEvent } from "../../../platform/feed/event.ts";
import type { EventKind, Wanted } from "../../../platform/feed/event-kind.ts";
import { selectSales } from "./read-sales.ts";
import type { SaleView } from "./sale-view.ts";

/** An order was settled. */
export interface SettlementPosted extends FeedEvent {
  readonly kind: "SETTLEMENT_POSTED";
  readonly sellerId: number;
  readonly supplierId: number;
  /** What most subscribers ask for; it costs no statement of its own. */
  readonly sale: SaleView;
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
  const sales = await selectSales(tx, sql`s.seq = any(${seqs})`);
  return sales.map((sale) => {
    const { seq, ref, occurredAt, recordedAt, sellerId, supplierId } = sale;
    const place = { seq, n: SETTLEMENT };
    const base = { ...place, cursor: cursorOf(place), ref, occurredAt, recordedAt };
    return { kind: "SETTLEMENT_POSTED", ...base, sellerId, supplierId, sale };
  });
}
