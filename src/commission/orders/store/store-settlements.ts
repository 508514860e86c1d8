// Stores the results of a batch of orders outside the ledger: settlements and tier changes.
import { CopiedRows } from "../../../database/copy.ts";
import type { Sender } from "../../../database/database.ts";
import { formatRate } from "../../../kernel/rate.ts";
import { type Distributor, lineUp } from "../../../network/engine/distributor.ts";
import type { Settled } from "../../engine/fold.ts";
import type { Share } from "../../engine/split.ts";
import type { TierChange } from "../../engine/upgrade.ts";
import { storeTierChanges } from "../../tiers/index.ts";

/** One settled order of a batch, with the sequence number of its transaction. */
export interface StoredOrder {
  readonly seq: number;
  readonly accountingDate: string;
  readonly settled: Settled;
  readonly changes: readonly TierChange[];
}

/** A share as stored in the `shares` column; amounts in minor units, as text. */
export interface ShareRecord {
  readonly rule: number;
  readonly kind: string;
  /** A distributor's code; null for the buyer, or if there is no recipient. */
  readonly recipient: string | null;
  readonly buyer?: string | undefined;
  readonly level: number | null;
  readonly tier: string | null;
  readonly basis: string;
  readonly rate: string;
  readonly amount: string;
  /** The asset of the amount, if it is not the settlement asset. */
  readonly asset?: string | undefined;
  readonly reason: string;
}

export function storeOrders(out: Sender, orders: readonly StoredOrder[]): void {
  if (orders.length === 0) return;
  storeSettlements(out, orders);
  const upgrades = orders.flatMap(({ seq, changes }) =>
    changes.map(({ distributor, from, to }, index) => {
      const upline = uplineOf(distributor);
      return { seq, line: index + 1, distributorId: distributor.id, from, to, upline };
    }),
  );
  storeTierChanges(out, upgrades);
}

const COLUMNS = [
  "seq",
  "seller_id",
  "product_id",
  "supplier_id",
  "plan_version",
  "ladder_version",
  "month",
  "quantity",
  "unit_price",
  "supply_price",
  "channel_fee",
  "platform",
  "buyer",
  "payment",
  "upline",
  "due_at",
  "shares",
] as const;

function storeSettlements(out: Sender, orders: readonly StoredOrder[]): void {
  const rows = new CopiedRows("settlement", COLUMNS);
  for (const { seq, settled: one } of orders) {
    const { seller, product, plan, ladder, order } = one;
    rows.begin().int8(BigInt(seq)).int4(seller.id).int4(product.id).int4(product.supplierId);
    rows
      .int4(plan.version)
      .int4(ladder?.version ?? null)
      .date(one.month);
    rows.int8(order.quantity).int8(order.unitPriceMinor).int8(one.supplyPriceMinor);
    rows.int8(one.channelFeeMinor).int8(one.platformMinor);
    rows.text(order.buyer ?? null).text(order.payment ?? "CHANNEL");
    rows.int4s(uplineOf(seller)).timestamptz(one.dueAt);
    rows.text(JSON.stringify(one.shares.map(recordOf)));
  }
  out.copy(rows);
}

/** The stored form of a share. */
export function recordOf(share: Share): ShareRecord {
  const { rule, kind, level, tier, buyer, reason } = share;
  const [basis, amount] = [share.basisMinor.toString(), share.amountMinor.toString()];
  const [recipient, rate] = [share.recipient?.code ?? null, formatRate(share.rateMicro)];
  const asset = share.paidIn?.code;
  return { rule, kind, recipient, buyer, level, tier, basis, rate, amount, asset, reason };
}

// The ids of a distributor's ancestors, the nearest first.
function uplineOf(distributor: Distributor): number[] {
  return lineUp(distributor)
    .slice(1)
    .map(({ id }) => id);
}
