// `node test/bench/audit.ts FOLDER`: settles and refunds a folder that uci.ts made, and holds every balance against the naive model's.
import { execFile } from "node:child_process";
import { chmod, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Ladder, Plan, Status } from "../support/naive/inputs.ts";
import { Model } from "../support/naive/model.ts";
import { RunningHistory } from "../support/naive/running-history.ts";
import { readCsv } from "./audit-csv.ts";

const NETWORK = "uci";
const ASSET = "GBP";
const SCALE = 2;
const TIME_ZONE = "Europe/London";
const MAX_OUTPUT = 64 * 1024 * 1024;
const MAX_DIFFERENCES_SHOWN = 20;

type Balances = ReadonlyMap<string, string>;
interface Audited {
  readonly settled: number;
  readonly refunded: number;
  /** The refs of orders and refunds, in the order of the files. */
  readonly refused: readonly string[];
  readonly balances: Balances;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node test/bench/audit.ts FOLDER   (made by test/bench/uci.ts)");
  process.exit(1);
}
const dataDir = await mkdtemp(join(tmpdir(), "tributary-audit-"));
await chmod(dataDir, 0o755);
try {
  const expected = await byModel(folder);
  const got = await byProduct(folder, dataDir);
  process.exitCode = compare(expected, got);
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

async function byModel(from: string): Promise<Audited> {
  const setting = { asset: ASSET, scales: { [ASSET]: SCALE }, timeZone: TIME_ZONE };
  const history = new RunningHistory(setting);
  const model = new Model(setting, history);
  const text = (name: string) => readFile(join(from, name), "utf8");
  model.take({ ladder: JSON.parse(await text("ladder.json")) as Ladder });
  model.take({ plan: JSON.parse(await text("plan.json")) as Plan });
  for (const row of readCsv(await text("distributors.csv"))) {
    const { code = "", parent = "", tier = "", joined_at: joinedAt = "" } = row;
    const status = (row.status || "ACTIVE") as Status;
    model.take({ distributor: { code, parent, tier, status, joinedAt } });
  }
  for (const row of readCsv(await text("products.csv"))) {
    const { code = "", category = "", supplier = "", supply_price: supplyPrice = "" } = row;
    model.take({ product: { code, category, supplier, supplyPrice } });
  }
  const refused: string[] = [];
  let settled = 0;
  for (const row of readCsv(await text("orders.csv"))) {
    const { ref = "", occurred_at: occurredAt = "", seller = "", product = "" } = row;
    const { quantity = "", unit_price: unitPrice = "", supply_price: supplyPrice } = row;
    const required = { ref, occurredAt, seller, product, quantity, unitPrice };
    const order = supplyPrice ? { ...required, supplyPrice } : required;
    const { status } = model.take({ order })!;
    if (status === "SETTLED") settled += 1;
    if (status === "REFUSED") refused.push(ref);
  }
  let refunded = 0;
  for (const row of readCsv(await text("refunds.csv"))) {
    const { ref = "", order_ref: order = "", occurred_at: occurredAt = "", quantity = "" } = row;
    const { status } = model.take({ refund: { ref, order, occurredAt, quantity } })!;
    if (status === "SETTLED") refunded += 1;
    if (status === "REFUSED") refused.push(ref);
  }
  const balances = new Map<string, string>();
  for (const [key, amount] of history.balances) {
    if (!amount.isZero()) balances.set(key.split(" ")[0]!, amount.toFixed(SCALE));
  }
  return { settled, refunded, refused, balances };
}

async function byProduct(from: string, data: string): Promise<Audited> {
  const run = (...args: string[]) => tributary(data, [...args, "--network", NETWORK]);
  await tributary(data, ["migrate"]);
  const create = ["network", "create", NETWORK, "--asset", ASSET, "--time-zone", TIME_ZONE];
  await tributary(data, create);
  await run("ladder", "publish", join(from, "ladder.json"));
  await run("import", "distributors", join(from, "distributors.csv"));
  await run("import", "products", join(from, "products.csv"));
  await run("plan", "publish", join(from, "plan.json"));
  const refused: string[] = [];
  const take = async (command: "settle" | "refund", name: string) => {
    const rejects = join(data, `rejects-${name}`);
    const told = await run(command, join(from, name), "--rejects", rejects, "--json");
    for (const { ref = "" } of readCsv(await readFile(rejects, "utf8"))) refused.push(ref);
    return (JSON.parse(told) as { settled: number }).settled;
  };
  const settled = await take("settle", "orders.csv");
  const refunded = await take("refund", "refunds.csv");
  const balances = new Map<string, string>();
  for (const { account = "", balance = "" } of readCsv(await run("balances", "--format", "csv"))) {
    balances.set(account, balance);
  }
  return { settled, refunded, refused, balances };
}

/** Runs one command of the built program, which starts and stops the database; 3 says that rows were refused. */
async function tributary(data: string, args: string[]): Promise<string> {
  const program = join(import.meta.dirname, "../../dist/src/cli/tributary.js");
  const env = { ...process.env, DATA_DIR: data };
  const options = { env, maxBuffer: MAX_OUTPUT };
  const done = promisify(execFile)(process.execPath, [program, ...args], options);
  const { stdout } = await done.catch((error: { code: number; stdout: string }) => {
    if (error.code === 3) return error;
    throw error;
  });
  return stdout;
}

/** Prints what was compared and what differs. Returns the exit code. */
function compare(expected: Audited, got: Audited): number {
  const accounts = new Set([...expected.balances.keys(), ...got.balances.keys()]);
  const differing = [...accounts].filter(
    (account) => expected.balances.get(account) !== got.balances.get(account),
  );
  console.log(`settled: model ${expected.settled}, product ${got.settled}`);
  console.log(`refunded: model ${expected.refunded}, product ${got.refunded}`);
  console.log(`refused: model ${expected.refused.length}, product ${got.refused.length}`);
  console.log(`accounts: ${accounts.size}, differing: ${differing.length}`);
  for (const account of differing.slice(0, MAX_DIFFERENCES_SHOWN)) {
    const [model, product] = [expected.balances.get(account), got.balances.get(account)];
    console.log(`${account}: model ${model ?? "nothing"}, product ${product ?? "nothing"}`);
  }
  const counts = ({ settled, refunded, refused }: Audited) => `${settled} ${refunded} ${refused}`;
  const same = counts(expected) === counts(got);
  if (!same) console.log("the orders and refunds taken or refused are not the same");
  return same && accounts.size > 0 && differing.length === 0 ? 0 : 1;
}
