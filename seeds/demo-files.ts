// Where the demo's files are, and its orders as they stand there.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OrderText } from "../src/commission/orders/store/intake.ts";
import { StartupError } from "../src/kernel/errors.ts";
import { readCsv } from "../src/platform/files/csv.ts";

/** Folders above this file that are looked in: compiled, it lies one deeper than its data. */
const MAX_ABOVE = 4;
const COLUMNS = ["ref", "occurred_at", "seller", "product", "quantity", "unit_price"];
const OPTIONAL = ["supply_price", "buyer", "channel_fee", "payment"];

/** The path of one of the demo's files, from the sources and from the compiled code alike. */
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
