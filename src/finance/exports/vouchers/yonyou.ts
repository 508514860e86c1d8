// Writes vouchers for 用友 U8's 总账工具 (凭证引入): lines of 21 fields separated by commas, in GBK.

import { Refusal } from "../../../kernel/errors.ts";
import type { Asset } from "../../../kernel/money.ts";
import { encodeGbk } from "../../../platform/files/gbk.ts";
import { onOneLine } from "../journal/describe.ts";
import type { Auxiliary, VoucherMapping } from "../journal/mapping.ts";
import { voucherAmount } from "./amount.ts";
import type { Voucher, VoucherLine } from "./voucher.ts";

/** The first line: the kind of file and the version of its layout. */
const HEAD = "填制凭证,V800\r\n";
/** In U8 a voucher's number is a 16-bit integer. */
const MAX_NUMBER = 32_767;
/** Most characters of a summary (摘要). */
const MAX_SUMMARY = 60;

/** The field of each auxiliary's code: 17 (个人), 18 (客户) and 19 (供应商). */
const AUXILIARY_FIELDS = ["PERSON", "CUSTOMER", "SUPPLIER"] as const satisfies readonly Auxiliary[];

export function yonyouHead(): Buffer {
  return encodeGbk(HEAD);
}

/**
 * The lines of vouchers: 制单日期, 凭证类别字, 凭证号, 附单据数, 摘要, 科目编码, 借方, 贷方, 数量, 外币,
 * 汇率, 制单人, 结算方式, 票号, 票号发生日期, 部门, 个人, 客户, 供应商, 业务员, 项目.
 */
export function yonyouLines(
  vouchers: readonly Voucher[],
  mapping: VoucherMapping,
  asset: Asset,
): Buffer {
  const { voucherWord, preparedBy } = mapping.document;
  const lines = vouchers.flatMap((voucher) => {
    const { day, number, summary } = voucher;
    if (number > MAX_NUMBER) throw tooMany(day);
    const head = [day, field(voucherWord), `${number}`, "0", field(summary).slice(0, MAX_SUMMARY)];
    return voucher.lines.map((line) => {
      const amounts = [amountOf(line, true, asset), amountOf(line, false, asset)];
      const auxiliary = AUXILIARY_FIELDS.map((kind) =>
        line.account.auxiliary === kind ? line.account.party!.code : "",
      );
      const before = [...head, line.account.code, ...amounts, "", "", "", field(preparedBy)];
      return [...before, "", "", "", "", ...auxiliary, "", ""].join(",");
    });
  });
  return encodeGbk(lines.map((line) => `${line}\r\n`).join(""));
}

function amountOf({ isDebit, amountMinor }: VoucherLine, debit: boolean, asset: Asset): string {
  return voucherAmount(isDebit === debit ? amountMinor : 0n, asset);
}

/** The format has no quotes, so a comma in a text would end the field. */
function field(text: string): string {
  return onOneLine(text).replaceAll(",", "，").replaceAll('"', "＂");
}

function tooMany(day: string): Refusal {
  const what = `${day.slice(0, 7)} needs more than ${MAX_NUMBER} voucher numbers, the limit of U8`;
  const message = `by: ${what}; export one voucher for each kind and day`;
  return new Refusal("OUT_OF_RANGE", message, "by");
}
