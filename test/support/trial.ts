// The trial balance as our own query has it, and as anybody can add it up from the exported ledger.
import { parse } from "csv-parse/sync";
import type { Network } from "../../src/database/database.ts";
import { readTrialRows } from "../../src/finance/exports/journal/read-trial.ts";
import { exported } from "./bookkeepers.ts";

const TO = "2026-12-31";

/** From a day on, as recorded at a time: `account asset opening debit credit` in minor units, sorted. */
export async function trialBalance(
  network: Network,
  asOf: number,
  from: string,
): Promise<string[]> {
  const { manifest } = await exported(network, { format: "csv", asOf });
  const extent = { from, to: TO, last: manifest.head.seq };
  return network.read(async (tx) => {
    const all: string[] = [];
    for await (const page of readTrialRows(tx, extent)) {
      for (const { account, asset, openingMinor, debitMinor, creditMinor } of page) {
        all.push(`${account} ${asset} ${openingMinor} ${debitMinor} ${creditMinor}`);
      }
    }
    return all.sort();
  }, true);
}

/** The same, added up from the rows of the exported ledger. */
export async function addedUp(network: Network, asOf: number, from: string): Promise<string[]> {
  const { text } = await exported(network, { format: "csv", asOf, to: TO });
  const sums = new Map<string, [opening: bigint, debit: bigint, credit: bigint]>();
  for (const row of parse(text, { columns: true }) as Record<string, string>[]) {
    const [debit, credit] = [minor(row.debit), minor(row.credit)];
    const key = `${row.account} ${row.asset}`;
    const sum = sums.get(key) ?? [0n, 0n, 0n];
    sums.set(key, sum);
    if (row.date! < from) sum[0] += debit - credit;
    else {
      sum[1] += debit;
      sum[2] += credit;
    }
  }
  return [...sums]
    .filter(([, sum]) => sum.some((one) => one !== 0n))
    .map(([key, sum]) => `${key} ${sum.join(" ")}`)
    .sort();
}

function minor(amount = ""): bigint {
  return BigInt(amount.replace(".", "") || "0");
}
