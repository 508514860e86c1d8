// Writes vouchers for 金蝶 K/3 WISE (标准格式凭证引入): a sheet of 37 columns, and the sheet that describes
// them.

import type { Asset } from "../../../kernel/money.ts";
import type { Cell } from "../../../platform/files/xlsx/cell.ts";
import type { Sheet } from "../../../platform/files/xlsx/write.ts";
import { onOneLine } from "../journal/describe.ts";
import type { Auxiliary, VoucherMapping } from "../journal/mapping.ts";
import { voucherAmount } from "./amount.ts";
import { KINGDEE_COLUMNS, schemaSheet } from "./kingdee-columns.ts";
import type { PartyNames } from "./party-names.ts";
import type { Voucher, VoucherLine } from "./voucher.ts";

/** Most characters of a summary (凭证摘要). */
const MAX_SUMMARY = 255;
const WIDTH = 12;
/** The program's own value for no reviewer, no payment method and no unit. */
const NOBODY = "NONE";
const NONE = "*";
const RATE_TYPE = "公司汇率";
const AUXILIARIES: Readonly<Record<Auxiliary, string>> = {
  CUSTOMER: "客户",
  SUPPLIER: "供应商",
  PERSON: "职员",
};

/** The sheets of a voucher file; the vouchers come in pages. */
export function kingdeeSheets(
  pages: AsyncIterable<readonly Voucher[]>,
  mapping: VoucherMapping,
  asset: Asset,
  names: PartyNames,
): Sheet[] {
  const rows = async function* () {
    let serial = 0;
    for await (const page of pages) {
      await names.load(page.flatMap(({ lines }) => lines.map(({ account }) => account.party)));
      yield page.flatMap((voucher) => {
        serial += 1;
        return rowsOf(voucher, serial, mapping, asset, names);
      });
    }
  };
  const columns = KINGDEE_COLUMNS.map(([, heading]) => ({ heading, width: WIDTH }));
  return [{ name: "Page1", columns, rows: rows() }, schemaSheet()];
}

function rowsOf(
  { day, number, summary, ref, lines }: Voucher,
  serial: number,
  mapping: VoucherMapping,
  asset: Asset,
  names: PartyNames,
): Cell[][] {
  const { voucherWord, preparedBy, currencies } = mapping.document;
  const currency = currencies[asset.code]!;
  const [year = "", month = ""] = day.split("-");
  const head = [{ day }, whole(year), whole(month), voucherWord, { whole: number }];
  return lines.map((line, index): Cell[] => [
    ...[...head, line.account.code, line.account.name, currency.code, currency.name],
    ...[amount(line, undefined, asset), amount(line, true, asset), amount(line, false, asset)],
    ...[preparedBy, NOBODY, NOBODY, NOBODY, "", NONE, ""],
    ...[onOneLine(summary).slice(0, MAX_SUMMARY), { whole: 0 }, NONE, { whole: 0 }, ref, { day }],
    ...["", { whole: 0 }, { whole: serial }, "", "", RATE_TYPE, { whole: 1 }, { whole: index }],
    ...[itemOf(line, names), { whole: 0 }, "", ""],
  ]);
}

function whole(digits: string): Cell {
  return { whole: Number(digits) };
}

/** The amount of one side, or of either side if `debit` is undefined. */
function amount(line: VoucherLine, debit: boolean | undefined, asset: Asset): Cell {
  const isIts = debit === undefined || debit === line.isDebit;
  return { amount: voucherAmount(isIts ? line.amountMinor : 0n, asset) };
}

/** 核算项目: `客户---D1---Name`. */
function itemOf({ account: { auxiliary, party } }: VoucherLine, names: PartyNames): string {
  if (auxiliary === undefined || party === undefined) return "";
  return `${AUXILIARIES[auxiliary]}---${party.code}---${names.of(party)}`;
}
