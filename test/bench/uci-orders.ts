// What an order made of one UCI sale line says, and whether the product must refuse it.
import {
  findPriceMinor,
  hasQuantity,
  SCALE,
  supplyPriceMinor,
  type UciLine,
} from "../../seeds/uci-source.ts";
import { formatAmount } from "../../src/kernel/money.ts";
import { WALK_IN } from "./uci-network.ts";

/** Local times at which London's clocks went forward and back in 2011, the only year with summer here. */
const SUMMER = { from: "2011-03-27T02:00:00", until: "2011-10-30T01:00:00" };

export const ORDER_COLUMNS = "ref,occurred_at,seller,product,quantity,unit_price,supply_price";

/** Why the product must refuse an order line; a line with several faults counts under the first. */
export type Fault = "QUANTITY_NOT_POSITIVE" | "PRICE_NOT_POSITIVE" | "PRICE_WITH_THREE_DECIMALS";

/** The row of orders.csv: quantity and price as the data has them, also where they are faulty. */
export function orderRow(line: UciLine): string[] {
  const { ref, customer = WALK_IN, product, quantity, unitPrice } = line;
  const priceMinor = findPriceMinor(line);
  const supplyPrice =
    priceMinor === undefined ? "" : formatAmount(supplyPriceMinor(priceMinor), SCALE);
  return [ref, instant(line), customer, product, quantity, unitPrice, supplyPrice];
}

/** What is wrong with a sale line, or undefined for one that should settle. */
export function findFault(line: UciLine): Fault | undefined {
  if (!hasQuantity(line)) return "QUANTITY_NOT_POSITIVE";
  if (findPriceMinor(line) !== undefined) return undefined;
  return Number(line.unitPrice) > 0 ? "PRICE_WITH_THREE_DECIMALS" : "PRICE_NOT_POSITIVE";
}

/** The line's time with London's offset. */
export function instant({ localTime }: UciLine): string {
  const summer = localTime >= SUMMER.from && localTime < SUMMER.until;
  return `${localTime}${summer ? "+01:00" : "+00:00"}`;
}
