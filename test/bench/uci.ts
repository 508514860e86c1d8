// Turns the whole UCI Online Retail file into this product's import files; the network they are for is GBP, Europe/London.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findPriceMinor, readUci, type UciLine } from "../../seeds/uci-source.ts";
import { CsvFile } from "./uci-files.ts";
import { LADDER, Network, PLAN } from "./uci-network.ts";
import { type Fault, findFault, instant, ORDER_COLUMNS, orderRow } from "./uci-orders.ts";
import { Purchases } from "./uci-refunds.ts";

/** What was written. The gross is in minor units as text, of the lines that should settle. */
export interface UciCounts {
  lines: number;
  orders: number;
  ordersToSettle: number;
  grossToSettleMinor: string;
  ordersToRefuse: Partial<Record<Fault, number>>;
  cancellations: number;
  refunds: number;
  refundsUnmatched: Record<string, number>;
  distributors: number;
  products: number;
  productsWithoutPrice: number;
  codesEscaped: string[];
}

/** Converts the file at `input` into CSV and JSON files in the folder `out`, made if it is missing. */
export async function convertUci(input: string, out: string): Promise<UciCounts> {
  await mkdir(out, { recursive: true });
  const conversion = new Conversion(out);
  for await (const line of readUci(input)) await conversion.take(line);
  return conversion.finish();
}

class Conversion {
  readonly #out: string;
  readonly #orders: CsvFile;
  readonly #refunds: CsvFile;
  readonly #unmatched: CsvFile;
  readonly #network = new Network();
  readonly #purchases = new Purchases();
  readonly #reasons: Record<string, number> = {};
  readonly #faults: Partial<Record<Fault, number>> = {};
  readonly #escaped = new Set<string>();
  #settled = 0;
  #grossMinor = 0n;

  constructor(out: string) {
    this.#out = out;
    const file = (name: string, columns: string) => new CsvFile(join(out, name), columns);
    this.#orders = file("orders.csv", ORDER_COLUMNS);
    this.#refunds = file("refunds.csv", "ref,order_ref,occurred_at,quantity");
    const unmatchedColumns = "ref,occurred_at,customer,product,quantity,reason";
    this.#unmatched = file("refunds-unmatched.csv", unmatchedColumns);
  }

  take(line: UciLine): Promise<void> {
    this.#network.see(line);
    if (line.product.includes(".")) this.#escaped.add(line.product);
    return line.cancelled ? this.#takeCancelled(line) : this.#takeSale(line);
  }

  #takeSale(line: UciLine): Promise<void> {
    const fault = findFault(line);
    if (fault !== undefined) {
      this.#faults[fault] = (this.#faults[fault] ?? 0) + 1;
    } else {
      this.#settled += 1;
      this.#grossMinor += BigInt(line.quantity) * findPriceMinor(line)!;
      this.#purchases.add(line);
    }
    return this.#orders.write(orderRow(line));
  }

  #takeCancelled(line: UciLine): Promise<void> {
    const { ref, product, quantity, customer = "" } = line;
    const match = this.#purchases.take(line);
    if ("orderRef" in match) {
      return this.#refunds.write([ref, match.orderRef, instant(line), `${match.quantity}`]);
    }
    this.#reasons[match.reason] = (this.#reasons[match.reason] ?? 0) + 1;
    return this.#unmatched.write([ref, instant(line), customer, product, quantity, match.reason]);
  }

  async finish(): Promise<UciCounts> {
    for (const file of [this.#orders, this.#refunds, this.#unmatched]) await file.close();
    const cancellations = this.#refunds.rows + this.#unmatched.rows;
    return {
      lines: this.#orders.rows + cancellations,
      orders: this.#orders.rows,
      ordersToSettle: this.#settled,
      grossToSettleMinor: `${this.#grossMinor}`,
      ordersToRefuse: this.#faults,
      cancellations,
      refunds: this.#refunds.rows,
      refundsUnmatched: this.#reasons,
      ...(await this.#writeNetwork()),
      productsWithoutPrice: this.#network.countUnpriced(),
      codesEscaped: [...this.#escaped],
    };
  }

  async #writeNetwork(): Promise<{ distributors: number; products: number }> {
    const path = (name: string) => join(this.#out, name);
    const tree = new CsvFile(path("distributors.csv"), "code,parent,name,tier,status,joined_at");
    for (const row of this.#network.distributors()) await tree.write(row);
    const columns = "code,name,category,supplier,supply_price,list_price";
    const catalogue = new CsvFile(path("products.csv"), columns);
    for (const row of this.#network.products()) await catalogue.write(row);
    for (const file of [tree, catalogue]) await file.close();
    const documents = { ladder: LADDER, plan: PLAN };
    for (const [name, document] of Object.entries(documents)) {
      await writeFile(path(`${name}.json`), `${JSON.stringify(document, null, 2)}\n`);
    }
    return { distributors: tree.rows, products: catalogue.rows };
  }
}

if (import.meta.main) {
  const [out, input = process.env.UCI_DATA] = process.argv.slice(2).reverse();
  if (out === undefined || input === undefined) {
    console.error("usage: node test/bench/uci.ts [ONLINE_RETAIL_CSV_GZ] OUTDIR   (or UCI_DATA)");
    process.exitCode = 1;
  } else {
    console.log(JSON.stringify(await convertUci(input, out)));
  }
}
