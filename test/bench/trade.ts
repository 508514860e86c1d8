// A made-up trade of any size for the benchmarks: its tree, catalogue and orders, the same in each run, under a plan with a rule of every kind.
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EVERY_KIND, programmesOf } from "./uci-every-kind.ts";
import { LADDER, supplierCode } from "./uci-network.ts";

/** Distributors directly below one distributor. */
const FAN_OUT = 8;
const PRODUCTS = 2_000;
const SUPPLIERS = 20;
const BUYERS = 20_000;
const FIRST_DAY = Date.UTC(2026, 9, 1);
const DAYS = 28;
const DAY_MS = 86_400_000;
const LAST_DAY = new Date(FIRST_DAY + DAYS * DAY_MS).toISOString();

export interface TradeSize {
  readonly distributors: number;
  readonly orders: number;
}

/** Writes `ladder.json`, `plan.json`, `programmes.json`, `distributors.csv`, `products.csv` and `orders.csv`. */
export async function writeTrade(folder: string, size: TradeSize): Promise<void> {
  await mkdir(folder, { recursive: true });
  const suppliers = Array.from({ length: SUPPLIERS }, (_, index) => supplierCode(index));
  const json = (name: string, value: unknown) =>
    writeFile(join(folder, name), JSON.stringify(value));
  await json("ladder.json", LADDER);
  await json("plan.json", EVERY_KIND);
  await json("programmes.json", suppliers.flatMap(programmesOf));
  await rows(join(folder, "distributors.csv"), distributors(size.distributors));
  await rows(join(folder, "products.csv"), products());
  await rows(join(folder, "orders.csv"), orders(size));
}

/** The code of a distributor by its place in the file, from 0; the first is the root. */
export function distributorCode(index: number): string {
  return `D${String(index).padStart(7, "0")}`;
}

function* distributors(count: number): Generator<string> {
  yield "code,parent,name,tier,status,joined_at";
  for (let index = 0; index < count; index += 1) {
    const parent = index === 0 ? "" : distributorCode(Math.floor((index - 1) / FAN_OUT));
    yield `${distributorCode(index)},${parent},Distributor ${index},AGENT,ACTIVE,2010-01-01T00:00:00Z`;
  }
}

function* products(): Generator<string> {
  yield "code,name,category,supplier,supply_price,list_price";
  for (let index = 0; index < PRODUCTS; index += 1) {
    const supply = priceOf(index);
    const list = (Number(supply) * 1.2).toFixed(2);
    yield `P${index},Card ${index},cards,${supplierCode(index % SUPPLIERS)},${supply},${list}`;
  }
}

function priceOf(product: number): string {
  return (5 + (product % 97)).toFixed(2);
}

/** The columns of orders.csv. */
function* orders({ distributors: count, orders: total }: TradeSize): Generator<string> {
  yield "ref,occurred_at,seller,product,quantity,unit_price,buyer,channel_fee";
  for (let n = 0; n < total; n += 1) {
    const { seller, product, quantity, unitPrice, buyer, channelFee } = orderOf(n, count);
    const at = new Date(FIRST_DAY + Math.floor((n / total) * DAYS * DAY_MS)).toISOString();
    yield `T-${n},${at},${seller},${product},${quantity},${unitPrice},${buyer},${channelFee}`;
  }
}

/**
 * The n-th order, without its ref, in the last of the trade's days. Few sellers make most of the sales: the
 * middle seller is the eighth of all by rank.
 */
export function orderOf(n: number, distributors: number) {
  const random = randomOf(n);
  const product = Math.floor(PRODUCTS * random());
  return {
    occurredAt: LAST_DAY,
    seller: distributorCode(Math.floor(distributors * random() ** 3)),
    product: `P${product}`,
    quantity: `${1 + (n % 3)}`,
    unitPrice: (Number(priceOf(product)) * 1.25).toFixed(2),
    buyer: `B${Math.floor(BUYERS * random())}`,
    channelFee: "0.05",
  };
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function rows(path: string, lines: Iterable<string>): Promise<void> {
  const text = function* () {
    for (const line of lines) yield `${line}\n`;
  };
  await pipeline(Readable.from(text()), createWriteStream(path));
}
