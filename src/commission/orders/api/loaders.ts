// What orders reads for many fields at once.

import type { Page } from "../../../database/page.ts";
import { loader, pageLoader } from "../../../platform/graphql/loader.ts";
import { pageEarnings } from "../store/read-earnings.ts";
import { findRefunds, findRefundsByRef, pageRefunds } from "../store/read-refunds.ts";
import { findSales, findSalesByRef } from "../store/read-sales.ts";

export const earningsLoader = pageLoader(
  (tx, codes: readonly string[], page: Page<number>, { settings }) =>
    pageEarnings(tx, settings.asset.code, codes, page),
);
export const refundsLoader = loader(findRefunds);
export const refundsByRefLoader = loader(findRefundsByRef);
export const refundPagesLoader = pageLoader(pageRefunds);
export const salesLoader = loader(findSales);
export const salesByRefLoader = loader(findSalesByRef);
