// The network that the UCI sales run through: its tree of customers, catalogue, ladder and plan are made up here.
import {
  bucket,
  findPriceMinor,
  SCALE,
  supplyPriceMinor,
  type UciLine,
} from "../../seeds/uci-source.ts";
import { formatAmount } from "../../src/kernel/money.ts";

/** The seller of every line that names no customer. */
export const WALK_IN = "walk-in";
const ROOT = "root";
/** Customers directly below one customer: 4,372 of them make a tree six levels deep, root included. */
const FAN_OUT = 8;
export const SUPPLIERS = 20;
const START = "2010-01-01T00:00:00+00:00";

export const LADDER = {
  effectiveFrom: START,
  window: "CALENDAR_MONTH",
  downgrade: { policy: "ONE_STEP", graceWindows: 1 },
  tiers: [
    { code: "AGENT" },
    { code: "GOLD", personalVolume: "500.00", teamVolume: "2000.00" },
    { code: "CORE", teamVolume: "20000.00" },
  ],
};

export const PLAN = {
  name: "uci",
  effectiveFrom: START,
  basis: "MARGIN",
  rounding: "DOWN",
  release: { days: 0 },
  caps: { orderRate: "0.90" },
  rules: [
    { kind: "SELLER", rate: { AGENT: "0.30", GOLD: "0.35", CORE: "0.40" } },
    { kind: "LEVEL", rates: ["0.10", "0.05"], compression: "NONE", minTier: "AGENT" },
    {
      kind: "DIFFERENTIAL",
      rate: { AGENT: "0.10", GOLD: "0.15", CORE: "0.20" },
      includeSeller: false,
      maxLevels: 2,
    },
  ],
};

/** The code of a supplier by its number, from 0. */
export function supplierCode(index: number): string {
  return `S${String(index + 1).padStart(2, "0")}`;
}

interface Product {
  name: string;
  priceMinor: bigint | undefined;
}

/** Gathers who bought and what was sold; the files can be written when the last line was seen. */
export class Network {
  readonly #customers = new Set<string>();
  readonly #products = new Map<string, Product>();

  see(line: UciLine): void {
    if (line.customer !== undefined) this.#customers.add(line.customer);
    const product = this.#products.get(line.product) ?? { name: "", priceMinor: undefined };
    this.#products.set(line.product, product);
    if (product.priceMinor === undefined) {
      product.priceMinor = findPriceMinor(line);
      // Lines without a price often carry a stock keeper's remark in place of a name.
      if (product.priceMinor !== undefined || product.name === "") product.name = line.description;
    }
  }

  /** Rows of distributors.csv: the root, `walk-in`, then the customers by number. */
  *distributors(): Generator<string[]> {
    const row = (code: string, parent: string, name: string, tier: string) => [
      code,
      parent,
      name,
      tier,
      "ACTIVE",
      START,
    ];
    yield row(ROOT, "", "Online Retail", "CORE");
    yield row(WALK_IN, ROOT, "Without a customer", "AGENT");
    const customers = [...this.#customers].sort();
    for (const [index, code] of customers.entries()) {
      const parent = index === 0 ? ROOT : customers[Math.floor((index - 1) / FAN_OUT)]!;
      yield row(code, parent, `Customer ${code.slice(1)}`, "AGENT");
    }
  }

  /** Rows of products.csv; one that never had a valid price is listed at 0.00. */
  *products(): Generator<string[]> {
    for (const [code, { name, priceMinor = 0n }] of this.#products) {
      const range = /^\d/.test(code) ? `range-${code[0]}` : "other";
      const supplier = supplierCode(bucket(code, SUPPLIERS));
      const supplyPrice = formatAmount(supplyPriceMinor(priceMinor), SCALE);
      yield [code, name || code, range, supplier, supplyPrice, formatAmount(priceMinor, SCALE)];
    }
  }

  /** How many products never had a valid price. */
  countUnpriced(): number {
    return [...this.#products.values()].filter((one) => one.priceMinor === undefined).length;
  }
}
