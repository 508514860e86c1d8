// Vouchers of random books, as 用友 is given them: each balances, numbers have no gaps, and the accounts come to our balances.
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database, Network } from "../../src/database/database.ts";
import { DEFAULT_MAPPING } from "../../src/finance/exports/journal/default-mapping.ts";
import { parseMapping } from "../../src/finance/exports/journal/mapping.ts";
import {
  parseExport,
  VOUCHERS_BY,
  type VouchersBy,
} from "../../src/finance/exports/journal/request.ts";
import { allBalances } from "../../src/ledger/balances.ts";
import { exportedBytes } from "../support/bookkeepers.ts";
import { openTestDatabase } from "../support/network.ts";
import { run as runHistory } from "../support/random/course.ts";
import { randomNetwork } from "../support/random/network.ts";
import { stream } from "../support/random/stream.ts";

const mapping = parseMapping(DEFAULT_MAPPING);
/** So few that orders are not together in a voucher, and as many as there can be. */
const MAX_LINES = [6, 500];

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

interface Line {
  readonly day: string;
  readonly number: number;
  /** The account's code with its party. */
  readonly account: string;
  /** Debits positive, in minor units. */
  readonly minor: bigint;
}

async function linesOf(network: Network, by: VouchersBy, maxLines: number): Promise<Line[]> {
  const options = { by, mapping: { ...DEFAULT_MAPPING, maxLines } };
  const request = parseExport("yonyou", options);
  const { bytes } = await exportedBytes(network, request);
  const text = new TextDecoder("gbk", { fatal: true }).decode(bytes);
  const [, ...rows] = text.trimEnd().split("\r\n");
  return rows.map((row) => {
    const fields = row.split(",");
    expect(fields).toHaveLength(21);
    const [day = "", , number, , , code, debit = "", credit = ""] = fields;
    const account = [code, ...fields.slice(16, 19)].filter((part) => part !== "").join(" ");
    const minor = (amount: string) => BigInt(amount.replace(".", ""));
    return { day, number: Number(number), account, minor: minor(debit) - minor(credit) };
  });
}

/** Our balances, under the accounts of the mapping. */
async function balancesOf(network: Network): Promise<Map<string, bigint>> {
  const all = await network.read((tx) => allBalances(tx));
  const sums = new Map<string, bigint>();
  for (const { account, asset, balanceMinor } of all) {
    if (asset !== "CNY") continue;
    const { code, party } = mapping.find(account)!;
    add(sums, party === undefined ? code : `${code} ${party.code}`, balanceMinor);
  }
  return sums;
}

function add(sums: Map<string, bigint>, key: string, minor: bigint): void {
  sums.set(key, (sums.get(key) ?? 0n) + minor);
}

const by = fc.constantFrom(...VOUCHERS_BY);
const told = (sums: ReadonlyMap<string, bigint>) =>
  [...sums].filter(([, sum]) => sum !== 0n).sort();

it("§7 whatever happened, vouchers are the book in the accountant's accounts", async () => {
  let vouchers = 0;
  await fc.assert(
    fc.asyncProperty(stream, by, fc.constantFrom(...MAX_LINES), async (inputs, by, maxLines) => {
      const network = await randomNetwork(database);
      await runHistory(network, inputs, [4]);
      const lines = await linesOf(network, by, maxLines);
      const byVoucher = new Map<string, bigint>();
      const byAccount = new Map<string, bigint>();
      for (const { day, number, account, minor } of lines) {
        add(byVoucher, `${day} ${number}`, minor);
        add(byAccount, account, minor);
      }
      expect(told(byVoucher)).toEqual([]);
      expect(told(byAccount)).toEqual(told(await balancesOf(network)));
      const months = Map.groupBy(byVoucher.keys(), (voucher) => voucher.slice(0, 7));
      for (const month of months.values()) {
        expect(month.map((one) => Number(one.split(" ")[1]))).toEqual(month.map((_, at) => at + 1));
      }
      vouchers += byVoucher.size;
    }),
    { numRuns: 10, interruptAfterTimeLimit: 60_000 },
  );
  expect(vouchers).toBeGreaterThan(10);
}, 180_000);
