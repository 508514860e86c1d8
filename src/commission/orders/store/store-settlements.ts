// Stores the results of a batch of orders outside the ledger: settlements and tier changes.
import { sql } from "kysely";
import type { Sender } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { formatRate } from "../../../kernel/rate.ts";
import { formatInstant } from "../../../kernel/time.ts";
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

// The shares are sent as one JSON document for the batch: as an array of documents, quoting each
// one would cost four times the time that PostgreSQL needs to read them.
function storeSettlements(out: Sender, orders: readonly StoredOrder[]): void {
  const all = orders.map(({ seq, settled }) => ({ seq, ...settled }));
  out.send(sql`insert into settlement (seq, seller_id, product_id, supplier_id, plan_version,
      ladder_version, month, quantity, unit_price, supply_price, channel_fee, platform, buyer,
      payment, upline, due_at, shares)
    select seq, seller_id, product_id, supplier_id, plan_version, ladder_version, month, quantity,
           unit_price, supply_price, channel_fee, platform, buyer, payment, upline::int[],
           due_at, shares
      from rows from (
        unnest(${numbers(all.map((s) => s.seq))}::bigint[],
          ${numbers(all.map((s) => s.seller.id))}::int[],
          ${numbers(all.map((s) => s.product.id))}::int[],
          ${numbers(all.map((s) => s.product.supplierId))}::int[],
          ${numbers(all.map((s) => s.plan.version))}::int[],
          ${numbers(all.map((s) => s.ladder?.version ?? null))}::int[],
          ${texts(all.map((s) => s.month))}::date[],
          ${numbers(all.map((s) => s.order.quantity))}::bigint[],
          ${numbers(all.map((s) => s.order.unitPriceMinor))}::bigint[],
          ${numbers(all.map((s) => s.supplyPriceMinor))}::bigint[],
          ${numbers(all.map((s) => s.channelFeeMinor))}::bigint[],
          ${numbers(all.map((s) => s.platformMinor))}::bigint[],
          ${texts(all.map((s) => s.order.buyer ?? null))}::text[],
          ${texts(all.map((s) => s.order.payment ?? "CHANNEL"))}::text[],
          ${texts(all.map((s) => numbers(uplineOf(s.seller))))}::text[],
          ${texts(all.map((s) => (s.dueAt === null ? null : formatInstant(s.dueAt))))}::timestamptz[]),
        json_array_elements(${JSON.stringify(all.map((s) => s.shares.map(recordOf)))}::json))
        as s (seq, seller_id, product_id, supplier_id, plan_version, ladder_version, month, quantity,
              unit_price, supply_price, channel_fee, platform, buyer, payment, upline, due_at, shares)`);
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
