// A settled order as the API shows it, whether it was read or has just been folded.
import type { Row } from "../../../database/tables.ts";
import type { Payment } from "../../engine/order.ts";
import { recordOf, type ShareRecord, type StoredOrder } from "./store-settlements.ts";

/**
 * An order and its settlement; amounts in minor units of the settlement asset (docs/rules.md §2).
 */
export interface SaleView extends Row<"settlement", "buyer"> {
  readonly seq: number;
  readonly ref: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  readonly accountingDate: string;
  readonly sellerId: number;
  readonly productId: number;
  readonly supplierId: number;
  readonly planVersion: number;
  readonly ladderVersion: number | null;
  readonly quantity: number;
  readonly unitPriceMinor: bigint;
  readonly supplyPriceMinor: bigint;
  readonly channelFeeMinor: bigint;
  readonly platformMinor: bigint;
  readonly grossMinor: bigint;
  readonly costMinor: bigint;
  readonly marginMinor: bigint;
  readonly payment: Payment;
  readonly shares: readonly ShareRecord[];
}

/** The view of an order of this commit: the same as will be read of it. */
export function saleOf(
  { seq, accountingDate, settled }: StoredOrder,
  recordedAt: number,
): SaleView {
  const { order, shares } = settled;
  return {
    seq,
    ref: order.ref,
    occurredAt: order.occurredAt,
    recordedAt,
    accountingDate,
    sellerId: settled.seller.id,
    productId: settled.product.id,
    supplierId: settled.product.supplierId,
    planVersion: settled.plan.version,
    ladderVersion: settled.ladder?.version ?? null,
    quantity: Number(order.quantity),
    unitPriceMinor: order.unitPriceMinor,
    supplyPriceMinor: settled.supplyPriceMinor,
    channelFeeMinor: settled.channelFeeMinor,
    platformMinor: settled.platformMinor,
    grossMinor: settled.grossMinor,
    costMinor: settled.costMinor,
    marginMinor: settled.marginMinor,
    buyer: order.buyer ?? null,
    payment: order.payment ?? "CHANNEL",
    shares: shares.map(recordOf),
  };
}
