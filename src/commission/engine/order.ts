// Orders and products as the engine sees them.

export const PAYMENTS = ["CHANNEL", "DEPOSIT"] as const;
export type Payment = (typeof PAYMENTS)[number];

export interface Product {
  readonly id: number;
  readonly code: string;
  readonly category: string;
  readonly supplier: string;
  readonly supplierId: number;
  readonly supplyPriceMinor: bigint;
}

/** An order as it was sent, before defaults (rules §2, §8); amounts in minor units. */
export interface Order {
  readonly ref: string;
  readonly occurredAt: number;
  readonly seller: string;
  readonly product: string;
  readonly quantity: bigint;
  readonly unitPriceMinor: bigint;
  readonly supplyPriceMinor?: bigint;
  readonly buyer?: string;
  readonly channelFeeMinor?: bigint;
  readonly payment?: Payment;
}
