// Finds the demo's files, and reads the orders in them.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OrderText } from "../commission/orders/store/intake.ts";
import { StartupError } from "../kernel/errors.ts";
import { readCsv } from "../platform/files/csv.ts";

/** How many folders above this file are searched: the compiled file is one folder deeper than its data. */
const MAX_ABOVE = 4;
const COLUMNS = ["ref", "occurred_at", "seller", "product", "quantity", "unit_price"];
const OPTIONAL = ["supply_price", "buyer", "channel_fee", "payment"];

/** The path of one of the demo's files, both for the sources and for the compiled code. */
export function demoFile(name: string): string {
  let folder = import.meta.dirname;
  for (let above = 0; above <= MAX_ABOVE; above += 1) {
    const path = join(folder, "seeds", "demo", name);
    if (existsSync(path)) return path;
    folder = dirname(folder);
  }
  throw new StartupError(`the demo's file seeds/demo/${name} is missing`);
}

/** The orders of one of the demo's files. */
export async function* readOrders(name: string): AsyncGenerator<OrderText> {
  for await (const { values } of readCsv(demoFile(name), {
    columns: COLUMNS,
    optional: OPTIONAL,
  })) {
    const { ref = "", seller = "", product = "", quantity = "", buyer, payment } = values;
    yield {
      ...{ ref, seller, product, quantity, buyer, payment },
      occurredAt: values.occurred_at ?? "",
      unitPrice: values.unit_price ?? "",
      supplyPrice: values.supply_price,
      channelFee: values.channel_fee,
    };
  }
}
