// Orders as they arrive, from files and from the API: checked field by field, and their canonical text.

import { parseCode } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Asset } from "../../../kernel/money.ts";
import { parseAmount } from "../../../kernel/money.ts";
import { formatInstant, parseInstant } from "../../../kernel/time.ts";
import { type Order, PAYMENTS, type Payment } from "../../engine/order.ts";
import type { Refund } from "../../engine/refund.ts";

/** An order as text, as a CSV row or an input object has it; an optional field may be empty. */
export interface OrderText {
  readonly ref: string;
  readonly occurredAt: string;
  readonly seller: string;
  readonly product: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly supplyPrice?: string | null | undefined;
  readonly buyer?: string | null | undefined;
  readonly channelFee?: string | null | undefined;
  readonly payment?: string | null | undefined;
}

/** The most units that one order may have. */
export const MAX_QUANTITY = 1_000_000_000n;

/** Checks the form of an order (rules §1, §2). Throws `INVALID` or `OUT_OF_RANGE` with the field. */
export function parseOrder(text: OrderText, asset: Asset): Order {
  const { supplyPrice, buyer, channelFee, payment } = text;
  return {
    ref: parseCode(text.ref, "ref"),
    occurredAt: parseInstant(text.occurredAt, "occurredAt"),
    seller: parseCode(text.seller, "seller"),
    product: parseCode(text.product, "product"),
    quantity: parseQuantity(text.quantity),
    unitPriceMinor: parsePrice(text.unitPrice, asset, "unitPrice", 1n),
    ...(supplyPrice ? { supplyPriceMinor: parsePrice(supplyPrice, asset, "supplyPrice", 0n) } : {}),
    ...(buyer ? { buyer: parseCode(buyer, "buyer") } : {}),
    ...(channelFee ? { channelFeeMinor: parsePrice(channelFee, asset, "channelFee", 0n) } : {}),
    ...(payment ? { payment: parsePayment(payment) } : {}),
  };
}

/** A refund as text, as a CSV row or an input object has it. */
export interface RefundText {
  readonly ref: string;
  readonly orderRef: string;
  readonly occurredAt: string;
  readonly quantity: string;
}

/** Checks the form of a refund (rules §6). Throws `INVALID` with the field. */
export function parseRefund(text: RefundText): Refund {
  return {
    ref: parseCode(text.ref, "ref"),
    orderRef: parseCode(text.orderRef, "orderRef"),
    occurredAt: parseInstant(text.occurredAt, "occurredAt"),
    quantity: parseQuantity(text.quantity),
  };
}

function parseQuantity(text: string): bigint {
  const quantity = /^\d{1,20}$/.test(text) ? BigInt(text) : 0n;
  if (quantity < 1n || quantity > MAX_QUANTITY) {
    const shown = JSON.stringify(text.slice(0, 40));
    const form = `a whole number from 1 to ${MAX_QUANTITY}`;
    throw new Refusal("INVALID", `quantity: ${shown} is not ${form}`, "quantity");
  }
  return quantity;
}

function parsePrice(text: string, asset: Asset, field: string, least: bigint): bigint {
  const amount = parseAmount(text, asset.scale, field);
  if (amount < least) {
    const bound = least === 0n ? "below 0" : "not above 0";
    throw new Refusal("INVALID", `${field}: "${text}" is ${bound}`, field);
  }
  return amount;
}

function parsePayment(text: string): Payment {
  const payment = PAYMENTS.find((one) => one === text);
  if (payment === undefined) {
    const shown = JSON.stringify(text.slice(0, 40));
    throw new Refusal("INVALID", `payment: ${shown} is neither CHANNEL nor DEPOSIT`, "payment");
  }
  return payment;
}

/** The canonical JSON text of a refund, like that of an order. */
export function causeOfRefund({ ref, orderRef, occurredAt, quantity }: Refund): string {
  const at = formatInstant(occurredAt);
  return JSON.stringify({ ref, orderRef, occurredAt: at, quantity: quantity.toString() });
}

/** The refund of a canonical text. */
export function refundOf(cause: string): Refund {
  const { ref, orderRef, occurredAt, quantity } = JSON.parse(cause) as Cause<Refund>;
  return { ref, orderRef, occurredAt: Date.parse(occurredAt), quantity: BigInt(quantity) };
}

/**
 * The canonical JSON text of an order as it was sent: times in UTC, amounts in minor units, before
 * defaults (rules §8). Two orders are the same content exactly when their texts are equal.
 */
export function causeOf(order: Order): string {
  const { ref, seller, product, buyer, payment } = order;
  return JSON.stringify({
    ref,
    occurredAt: formatInstant(order.occurredAt),
    seller,
    product,
    quantity: order.quantity.toString(),
    unitPrice: order.unitPriceMinor.toString(),
    supplyPrice: order.supplyPriceMinor?.toString(),
    buyer,
    channelFee: order.channelFeeMinor?.toString(),
    payment,
  });
}

/** A cause as it is parsed: every field a text. */
type Cause<T> = {
  readonly [Field in keyof T as Field extends `${infer Name}Minor` ? Name : Field]: string;
};

/** The order of a canonical text. */
export function orderOf(cause: string): Order {
  const { ref, occurredAt, seller, product, quantity, ...text } = JSON.parse(cause) as Cause<Order>;
  const { supplyPrice, buyer, channelFee, payment } = text;
  return {
    ref,
    occurredAt: Date.parse(occurredAt),
    seller,
    product,
    quantity: BigInt(quantity),
    unitPriceMinor: BigInt(text.unitPrice),
    ...(supplyPrice === undefined ? {} : { supplyPriceMinor: BigInt(supplyPrice) }),
    ...(buyer === undefined ? {} : { buyer }),
    ...(channelFee === undefined ? {} : { channelFeeMinor: BigInt(channelFee) }),
    ...(payment === undefined ? {} : { payment: payment as Payment }),
  };
}
