// The two sides that custody is reconciled with, payment channels and banks, and the kinds of
// entries each reports.

import { REFUND, SETTLEMENT } from "../../../commission/orders/kinds.ts";
import type { StatementFormat } from "../formats/statement.ts";

/** Channels report orders and refunds; banks report payments in and out. */
export const SIDES = ["CHANNEL", "BANK"] as const;
export type Side = (typeof SIDES)[number];

export function sideOf(format: StatementFormat): Side {
  return format === "ALIPAY" || format === "WECHAT" ? "CHANNEL" : "BANK";
}

/**
 * The kinds of entries each side should report; a channel can also report an adjustment, such as
 * its fee.
 */
export const ORDERS: readonly string[] = [SETTLEMENT.name, REFUND.name];

/** The kinds of differences. */
export const DIFFERENCE_KINDS = [
  "MISSING_HERE",
  "MISSING_THERE",
  "DIFFERENT_AMOUNT",
  "DUPLICATED",
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** MATCHED means that the missing item arrived later. */
export const DIFFERENCE_STATUSES = ["OPEN", "MATCHED", "EXPLAINED"] as const;
export type DifferenceStatus = (typeof DIFFERENCE_STATUSES)[number];
