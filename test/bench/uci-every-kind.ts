// The same sales with a rule of every kind, two volume programmes a supplier, and a buyer in each order.
import { createReadStream, createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { PLAN, SUPPLIERS, supplierCode } from "./uci-network.ts";

/** The plan with a rule of every kind. */
export const EVERY_KIND = {
  ...PLAN,
  rules: [
    ...PLAN.rules,
    {
      kind: "PRICE_DIFFERENCE",
      prices: { AGENT: "2.50", GOLD: "2.40", CORE: "2.30" },
      maxLevels: 2,
    },
    { kind: "REFERRAL", rate: "0.05", firstSales: 3 },
    { kind: "CASHBACK", rate: "0.01", basis: "GROSS" },
    { kind: "CASHBACK", rate: "1", basis: "GROSS", asset: "POINT" },
  ],
};

/** Bands that most suppliers reach, each by the month and by the year. */
export function programmesOf(supplier: string) {
  return [
    {
      code: `monthly-${supplier}`,
      supplier,
      effectiveFrom: "2010-12-01",
      period: "MONTH",
      method: "RETROACTIVE",
      bands: [
        { over: "1000.00", rate: "0.03" },
        { over: "10000.00", rate: "0.05" },
      ],
    },
    {
      code: `yearly-${supplier}`,
      supplier,
      effectiveFrom: "2010-01-01",
      period: "YEAR",
      basis: "GROSS",
      method: "MARGINAL",
      threshold: "INCLUSIVE",
      payer: "SUPPLIER",
      bands: [
        { over: "0.00", rate: "0.01" },
        { over: "100000.00", rate: "0.02" },
      ],
    },
  ];
}

/** Writes `every-kind.json`, `programmes.json` and `orders-buyers.csv` beside the converted files. */
export async function writeEveryKind(folder: string): Promise<void> {
  const suppliers = Array.from({ length: SUPPLIERS }, (_, index) => supplierCode(index));
  await writeFile(join(folder, "every-kind.json"), JSON.stringify(EVERY_KIND));
  await writeFile(
    join(folder, "programmes.json"),
    JSON.stringify(suppliers.flatMap((supplier) => programmesOf(supplier))),
  );
  const lines = createInterface({ input: createReadStream(join(folder, "orders.csv")) });
  await pipeline(
    Readable.from(withBuyers(lines)),
    createWriteStream(join(folder, "orders-buyers.csv")),
  );
}

// Each customer buys for itself; the seller is the third column, and nothing before it is quoted.
async function* withBuyers(lines: AsyncIterable<string>): AsyncGenerator<string> {
  let isHeader = true;
  for await (const line of lines) {
    yield `${line},${isHeader ? "buyer" : line.split(",")[2]}\n`;
    isHeader = false;
  }
}
