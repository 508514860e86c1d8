// Writes the trial balance (科目余额表) as a sheet: opening balance, debits, credits and closing balance
// of each account.
import type { Tx } from "../../../database/database.ts";
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import type { Cell } from "../../../platform/files/xlsx/cell.ts";
import type { Sheet } from "../../../platform/files/xlsx/write.ts";
import type { Tally } from "../journal/manifest.ts";
import type { Extent } from "../journal/read-journal.ts";
import { readTrialRows, type TrialRow } from "../journal/read-trial.ts";

const COLUMNS = [
  { heading: "科目 account", width: 54 },
  { heading: "币种 asset", width: 12 },
  ...["期初余额 opening", "借方 debit", "贷方 credit", "期末余额 closing"].map((heading) => ({
    heading,
    width: 20,
  })),
];
const TOTAL = "合计 total";

type Sums = readonly [opening: bigint, debit: bigint, credit: bigint, closing: bigint];
const NOTHING: Sums = [0n, 0n, 0n, 0n];

/** Every account with an opening balance or postings, and the sums of each asset. */
export function trialSheet(tx: Tx, extent: Extent, assets: readonly Asset[], tally: Tally): Sheet {
  return { name: "trial balance", columns: COLUMNS, rows: rowsOf(tx, extent, assets, tally) };
}

async function* rowsOf(
  tx: Tx,
  extent: Extent,
  assets: readonly Asset[],
  tally: Tally,
): AsyncGenerator<Cell[][]> {
  const scales = new Map(assets.map(({ code, scale }) => [code, scale]));
  const totals = new Map<string, Sums>();
  const cells = (name: string, asset: string, sums: Sums): Cell[] => [
    ...[name, asset],
    ...sums.map((minor) => ({ amount: formatAmount(minor, scales.get(asset)!) })),
  ];
  for await (const page of readTrialRows(tx, extent)) {
    yield page.map((row) => {
      const { account, asset, debitMinor, creditMinor } = row;
      const sums = sumsOf(row);
      const before = totals.get(asset) ?? NOTHING;
      totals.set(asset, sums.map((sum, index) => sum + before[index]!) as unknown as Sums);
      tally.moved(asset, debitMinor, creditMinor);
      return cells(account, asset, sums);
    });
  }
  yield [...totals].map(([asset, sums]) => cells(TOTAL, asset, sums));
}

function sumsOf({ openingMinor, debitMinor, creditMinor }: TrialRow): Sums {
  return [openingMinor, debitMinor, creditMinor, openingMinor + debitMinor - creditMinor];
}
