// Writes account statements (明细账) as sheets: opening balance, one row for each posting with the
// balance after it, closing balance.
import type { Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { partsOf } from "../../../ledger/chart/pattern.ts";
import type { Cell } from "../../../platform/files/xlsx/cell.ts";
import type { Column, Sheet } from "../../../platform/files/xlsx/write.ts";
import { memoOf, onOneLine } from "../journal/describe.ts";
import type { Tally } from "../journal/manifest.ts";
import {
  findStatedAccounts,
  MAX_ACCOUNTS,
  readAccountStatementRows,
  readOpening,
  type StatedAccount,
} from "../journal/read-account-statements.ts";
import type { Extent } from "../journal/read-journal.ts";
import type { AccountStatementOf } from "../journal/request.ts";

const COLUMNS: readonly Column[] = [
  { heading: "日期 date", width: 12 },
  { heading: "序号 sequence", width: 14 },
  { heading: "单号 ref", width: 26 },
  { heading: "摘要 memo", width: 44 },
  { heading: "对方科目 counterparts", width: 54 },
  { heading: "借方 debit", width: 18 },
  { heading: "贷方 credit", width: 18 },
  { heading: "余额 balance", width: 18 },
];
const OPENING = "期初余额 opening";
const CLOSING = "期末余额 closing";
/** Most characters of a sheet's name, including its number. */
const MAX_NAME = 31;

/** One sheet for each requested account. Throws `NOT_FOUND` if there are no postings. */
export async function accountStatementSheets(
  tx: Tx,
  of: AccountStatementOf,
  extent: Extent,
  tally: Tally,
): Promise<Sheet[]> {
  const accounts = await findStatedAccounts(tx, of);
  if (accounts.length === 0) {
    const [[field, code] = ["account", ""]] = Object.entries(of);
    throw new Refusal("NOT_FOUND", `${field}: "${code}" has no postings`, field);
  }
  if (accounts.length > MAX_ACCOUNTS) {
    const message = `supplier: has more than ${MAX_ACCOUNTS} accounts; export them one by one`;
    throw new Refusal("OUT_OF_RANGE", message, "supplier");
  }
  return accounts.map((account, index) => ({
    name: sheetName(index, account),
    columns: COLUMNS,
    rows: rowsOf(tx, account, extent, tally),
  }));
}

function sheetName(index: number, { name, asset }: StatedAccount): string {
  const number = `${index + 1} `;
  const last = [...partsOf(name).slice(-2), asset.code].join(" ");
  return number + last.slice(number.length - MAX_NAME);
}

async function* rowsOf(
  tx: Tx,
  { id, name, asset }: StatedAccount,
  extent: Extent,
  tally: Tally,
): AsyncGenerator<Cell[][]> {
  const { code, scale } = asset;
  const amount = (minor: bigint) => ({ amount: formatAmount(minor, scale) });
  const sums = { debit: 0n, credit: 0n };
  let balance = await readOpening(tx, id, extent);
  const opening = [{ day: extent.from }, undefined, "", OPENING, name, undefined, undefined];
  yield [[...opening, amount(balance)]];
  for await (const page of readAccountStatementRows(tx, id, extent)) {
    yield page.map((row): Cell[] => {
      const { seq, date, ref, amountMinor, counterparts } = row;
      balance += amountMinor;
      if (amountMinor > 0n) sums.debit += amountMinor;
      else sums.credit -= amountMinor;
      tally.entry({ seq, postings: [{ asset: code, amountMinor }] });
      const about = [onOneLine(ref ?? ""), onOneLine(memoOf(row)), counterparts];
      const sides =
        amountMinor > 0n ? [amount(amountMinor), undefined] : [undefined, amount(-amountMinor)];
      return [{ day: date }, { whole: seq }, ...about, ...sides, amount(balance)];
    });
  }
  const closing = [{ day: extent.to }, undefined, "", CLOSING, name];
  yield [[...closing, amount(sums.debit), amount(sums.credit), amount(balance)]];
}
