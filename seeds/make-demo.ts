// Generates the demo network's distributors and its two days of orders from public data; seeds/README.md has the command.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { formatAmount } from "../src/kernel/money.ts";
import {
  bucket,
  findPriceMinor,
  hasQuantity,
  readUci,
  SCALE,
  supplyPriceMinor,
  type UciLine,
} from "./uci-source.ts";

const DEMO = join(import.meta.dirname, "demo");
const ROOT = "CN";
const OFFSET = "+08:00";
/** The first year of joining for the root, provinces, cities and counties: parents join first. */
const JOINED_YEARS = [2022, 2023, 2024, 2025] as const;
const TIERS = ["CORE", "CORE", "GOLD", "AGENT"] as const;
/** Nanshan in Shenzhen: the seller of every line without a customer. */
const WALK_IN = "CN-440305";
const DAYS = [
  { source: "2010-12-01", date: "2026-11-01", file: "orders.csv" },
  { source: "2010-12-02", date: "2026-11-02", file: "stream.csv" },
] as const;
const FEE_PER_THOUSAND = 6n;

interface Division {
  readonly code: string;
  readonly name: string;
  readonly provinceCode?: string;
  readonly cityCode?: string;
}
interface Distributor {
  readonly code: string;
  readonly parent: string;
  readonly name: string;
  readonly tier: string;
  readonly status: string;
  readonly joined_at: string;
}
interface Order {
  readonly ref: string;
  readonly occurred_at: string;
  readonly seller: string;
  readonly product: string;
  readonly quantity: string;
  readonly unit_price: string;
  readonly supply_price: string;
  readonly buyer: string;
  readonly channel_fee: string;
}

async function readDistributors(divisions: string): Promise<Distributor[]> {
  const distributors = [distributor(0, ROOT, "", "全国运营中心")];
  for (const [index, file] of ["provinces", "cities", "areas"].entries()) {
    const list: Division[] = JSON.parse(await readFile(join(divisions, `${file}.json`), "utf8"));
    for (const { code, name, provinceCode, cityCode } of list) {
      const above = cityCode ?? provinceCode;
      const parent = above === undefined ? ROOT : `${ROOT}-${above}`;
      distributors.push(distributor(index + 1, `${ROOT}-${code}`, parent, name));
    }
  }
  return distributors;
}

function distributor(level: number, code: string, parent: string, name: string): Distributor {
  const day = new Date(Date.UTC(JOINED_YEARS[level]!, 0, 1 + bucket(code, 365)));
  const joined_at = `${day.toISOString().slice(0, 10)}T09:00:00${OFFSET}`;
  return { code, parent, name, tier: TIERS[level]!, status: "ACTIVE", joined_at };
}

/** The demo's order for a sale line, or undefined if it could not be settled. */
function findOrder(
  line: UciLine,
  date: string,
  sellers: readonly string[],
  products: readonly string[],
): Order | undefined {
  const priceMinor = findPriceMinor(line);
  if (line.cancelled || priceMinor === undefined || !hasQuantity(line)) return undefined;
  const supplyMinor = supplyPriceMinor(priceMinor);
  const quantity = BigInt(line.quantity);
  const feeMinor = (quantity * priceMinor * FEE_PER_THOUSAND) / 1000n;
  const permitted = feeMinor > 0n && feeMinor <= quantity * (priceMinor - supplyMinor);
  return {
    ref: line.ref,
    occurred_at: `${date}T${line.localTime.slice(11)}${OFFSET}`,
    seller: line.customer ? sellers[bucket(line.customer, sellers.length)]! : WALK_IN,
    product: products[bucket(line.product, products.length)]!,
    quantity: line.quantity,
    unit_price: formatAmount(priceMinor, SCALE),
    supply_price: formatAmount(supplyMinor, SCALE),
    buyer: line.customer ?? "",
    channel_fee: permitted ? formatAmount(feeMinor, SCALE) : "",
  };
}

async function writeCsv(name: string, rows: readonly object[]): Promise<void> {
  await writeFile(join(DEMO, name), stringify([...rows], { header: true }));
  console.log(`${name}: ${rows.length} rows`);
}

async function make(online: string, divisions: string): Promise<void> {
  const distributors = await readDistributors(divisions);
  const sellers = distributors.filter((one) => one.tier !== "CORE").map((one) => one.code);
  const catalogue = await readFile(join(DEMO, "products.csv"), "utf8");
  const products = parse<{ code: string }>(catalogue, { columns: true }).map((one) => one.code);
  const orders = DAYS.map((): Order[] => []);
  for await (const line of readUci(online)) {
    const source = line.localTime.slice(0, 10);
    if (source > DAYS.at(-1)!.source) break;
    const day = DAYS.findIndex((one) => one.source === source);
    const order = day < 0 ? undefined : findOrder(line, DAYS[day]!.date, sellers, products);
    if (order !== undefined) orders[day]!.push(order);
  }
  await writeCsv("distributors.csv", distributors);
  for (const [day, { file }] of DAYS.entries()) await writeCsv(file, orders[day]!);
}

const [online, divisions] = process.argv.slice(2);
if (online === undefined || divisions === undefined) {
  console.error("usage: node seeds/make-demo.ts ONLINE_RETAIL_CSV_GZ DIVISIONS_JSON_DIR");
  process.exitCode = 1;
} else {
  await make(online, divisions);
}
