// Loads the demo network as a customer would: publishes documents, imports files and settles orders
// through the lane.

import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import { importProducts } from "../catalog/store/import-products.ts";
import type { Order } from "../commission/engine/order.ts";
import { lanes } from "../commission/orders/lane/service.ts";
import { parseOrder } from "../commission/orders/store/intake.ts";
import { publishPlan } from "../commission/plans/store/published.ts";
import { publishLadder } from "../commission/tiers/store/publish-ladder.ts";
import type { Network } from "../database/database.ts";
import { DEFAULT_NETWORK, networkNames } from "../database/networks.ts";
import { StartupError } from "../kernel/errors.ts";
import { importDistributors } from "../network/store/import-distributors.ts";
import type { App } from "../platform/app.ts";
import { readCsv } from "../platform/files/csv.ts";
import { demoFile, readOrders } from "./demo-files.ts";

/** The time of everything that is not an order. It is fixed, so that the demo's ledger is the same everywhere. */
const AT = Date.parse("2026-11-01T00:00:00+08:00");
const BATCH = 1_000;
/** This file exists while the demo is being loaded, so that an interrupted load is started again. */
const MARK = "demo.loading";
const DISTRIBUTORS = ["code", "parent", "name", "tier", "status", "joined_at"];
const PRODUCTS = ["code", "name", "category", "supplier", "supply_price", "list_price"];

/**
 * Loads the demo into the network `default` if it has no distributors. Loading is idempotent, so an
 * interrupted load is simply repeated; a file in `dataDir` marks it.
 */
export async function ensureDemo(
  app: App,
  dataDir: string,
  say: (line: string) => void,
): Promise<void> {
  if (!(await networkNames(app.database)).includes(DEFAULT_NETWORK)) return;
  const network = await app.database.network(DEFAULT_NETWORK);
  const mark = join(dataDir, MARK);
  if (!existsSync(mark) && (await hasDistributors(network))) return;
  await writeFile(mark, "");
  const started = performance.now();
  await publishLadder(network, await readDocument("ladder.json"), AT);
  await publishPlan(network, await readDocument("plan.json"), AT);
  const members = readCsv(demoFile("distributors.csv"), { columns: DISTRIBUTORS });
  const distributors = await importDistributors(network, members, AT);
  const goods = readCsv(demoFile("products.csv"), { columns: PRODUCTS });
  const products = await importProducts(network, goods, AT);
  const orders = await settleAll(app, network);
  await rm(mark);
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  say(
    `demo network loaded in ${seconds} s: ${total(distributors)} distributors, ` +
      `${total(products)} products, ${orders} orders settled`,
  );
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

async function hasDistributors(network: Network): Promise<boolean> {
  const { rows } = await network.read((tx) =>
    sql<{ any: boolean }>`select exists (select from distributor) as any`.execute(tx.db),
  );
  return rows[0]!.any;
}

async function readDocument(name: string): Promise<unknown> {
  return JSON.parse(await readFile(demoFile(name), "utf8"));
}

async function settleAll(app: App, network: Network): Promise<number> {
  const lane = app.services.get(lanes).of(network);
  const orders: Order[] = [];
  for await (const text of readOrders("orders.csv")) {
    orders.push(parseOrder(text, network.settings.asset));
  }
  for (let from = 0; from < orders.length; from += BATCH) {
    for (const outcome of await lane.submit(orders.slice(from, from + BATCH))) {
      if (outcome.status !== "REFUSED") continue;
      throw new StartupError(`the demo's order ${outcome.ref}: ${outcome.refusal.message}`);
    }
  }
  return orders.length;
}
