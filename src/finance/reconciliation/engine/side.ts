// The two sides that custody is matched with: payment channels and banks, and what each knows of.

import type { Kind } from "../../../ledger/book.ts";
import type { StatementFormat } from "../formats/statement.ts";

/** Channels tell of orders and their refunds, banks of what is paid in and out. */
export const SIDES = ["CHANNEL", "BANK"] as const;
export type Side = (typeof SIDES)[number];

export function sideOf(format: StatementFormat): Side {
  return format === "ALIPAY" || format === "WECHAT" ? "CHANNEL" : "BANK";
}

/** What of the book each side should have; a channel may have paid an adjustment too, such as its fee. */
export const ORDERS: readonly Kind[] = ["SETTLEMENT", "REFUND"];

/** How a difference came to be. */
export const DIFFERENCE_KINDS = [
  "MISSING_HERE",
  "MISSING_THERE",
  "DIFFERENT_AMOUNT",
  "DUPLICATED",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** MATCHED: what was missing has come since. */
export const DIFFERENCE_STATUSES = ["OPEN", "MATCHED", "EXPLAINED"] as const;
export type DifferenceStatus = (typeof DIFFERENCE_STATUSES)[number];
