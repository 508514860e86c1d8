// Reads Alipay's merchant account details (支付宝账务明细查询, a CSV in GBK): `#` lines before and after the
// rows have the account, the period and the totals, as its merchant help and open platform (电商平台账务
// 明细, bill type signcustomer) describe. A fee (收费) and a returned fee (退费) are separate rows.
import { dayBefore } from "../../../kernel/days.ts";
import type { Asset } from "../../../kernel/money.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { foldFees, type Movement } from "./alipay-fees.ts";
import { cleaned, Head, type Row, splitRow } from "./cells.ts";
import { assertDeclared, faultAt, shown } from "./fault.ts";
import { MAX_LINES, type Statement } from "./statement.ts";
import { readTextLines, type TextLine } from "./text-lines.ts";
import { amountAt, dayAt, joined, momentAt, namesOf } from "./values.ts";

const TITLE = /^#支付宝账务/;
const LIST_ENDS = /^#-*账务明细列表结束-*$/;
const ACCOUNT = /^#账号[：:]\s*\[([^\]]+)\]/;
const PERIOD = /^#起始日期[：:]\s*\[([^\]]+)\]\s*终止日期[：:]\s*\[([^\]]+)\]/;
const TOTAL = /^#(收入|支出)合计[：:]\s*(\d+)笔[，,]\s*共(-?[\d.]+)元$/;

const IN = "收入金额(+元)";
const OUT = "支出金额(-元)";
const COLUMNS = {
  required: [
    "账务流水号",
    "业务流水号",
    "商户订单号",
    "发生时间",
    "对方账号",
    IN,
    OUT,
    "业务类型",
    "备注",
  ],
  optional: [
    "商品名称",
    "账户余额(元)",
    "交易渠道",
    "业务描述",
    "业务账单来源",
    "业务基础订单号",
    "业务订单号",
  ],
};

/** Reads a whole file. Throws a `Refusal` with the line if a value is invalid or a total is wrong. */
export async function parseAlipay(
  bytes: AsyncIterable<Uint8Array>,
  asset: Asset,
): Promise<Statement> {
  const file = new AlipayFile(asset);
  for await (const line of readTextLines(bytes, "GBK")) file.readLine(line);
  return file.end();
}

class AlipayFile {
  readonly #scale: number;
  readonly #movements: Movement[] = [];
  readonly #totals = new Map<string, string>();
  readonly #sums = { 收入: { count: 0, minor: 0n }, 支出: { count: 0, minor: 0n } };
  #account = "";
  #days: Statement["days"];
  #head: Head | undefined;
  #listEnded = false;
  #last = 0;

  constructor({ scale }: Asset) {
    this.#scale = scale;
  }

  readLine({ line, text }: TextLine): void {
    this.#last = line;
    if (line === 1 && !TITLE.test(text)) {
      throw faultAt(1, `must begin with #支付宝账务明细查询 in GBK, not with ${shown(text)}`);
    }
    if (text.startsWith("#")) this.#note(line, text.replace(/,+$/, "").trim());
    else if (text.trim() === "") return;
    else if (this.#listEnded) throw faultAt(line, "there is a row after the end of the list");
    else if (this.#head !== undefined) this.#row(line, this.#head.row(line, splitRow(line, text)));
    else this.#head = new Head(line, splitRow(line, text).map(columnName), COLUMNS);
  }

  end(): Statement {
    if (this.#head === undefined) throw faultAt(this.#last + 1, "the header is missing");
    if (!this.#listEnded)
      throw faultAt(this.#last + 1, "the file is incomplete: the end of its list is missing");
    for (const kind of ["收入", "支出"] as const) {
      const declared = this.#totals.get(kind);
      if (declared === undefined) throw faultAt(this.#last + 1, `#${kind}合计 is missing`);
      const { count, minor } = this.#sums[kind];
      assertDeclared(this.#last, `${kind}合计`, declared, this.#total(count, minor));
    }
    return {
      account: this.#account,
      days: this.#days,
      openingMinor: null,
      closingMinor: null,
      lines: foldFees(this.#movements),
    };
  }

  #note(line: number, text: string): void {
    const [, account] = ACCOUNT.exec(text) ?? [];
    if (account !== undefined) this.#account = account;
    const [, from, to] = PERIOD.exec(text) ?? [];
    if (from !== undefined) this.#days = { from: dayOf(line, from), to: lastDay(line, to!) };
    if (LIST_ENDS.test(text)) this.#listEnded = true;
    const [, kind, count, sum] = TOTAL.exec(text) ?? [];
    if (kind === undefined) return;
    if (!this.#listEnded) throw faultAt(line, `${kind}合计 must come after the end of the list`);
    const minor = amountAt(line, `${kind}合计`, sum!, this.#scale);
    this.#totals.set(kind, this.#total(Number(count), minor < 0n ? -minor : minor));
  }

  #total(count: number, minor: bigint): string {
    return `${count} rows of ${formatAmount(minor, this.#scale)}`;
  }

  #row(line: number, row: Row): void {
    const moved = { [IN]: 0n, [OUT]: 0n };
    for (const column of [IN, OUT] as const) {
      const minor = amountAt(line, column, row(column), this.#scale);
      moved[column] = minor < 0n && column === OUT ? -minor : minor;
    }
    const { [IN]: came, [OUT]: went } = moved;
    if (came! < 0n || (came !== 0n) === (went !== 0n)) {
      throw faultAt(line, `either ${IN} or ${OUT} must be above 0`);
    }
    const sum = this.#sums[came === 0n ? "支出" : "收入"];
    sum.count += 1;
    sum.minor += came! + went!;
    if (this.#movements.length === MAX_LINES)
      throw faultAt(line, `too many rows: at most ${MAX_LINES} are allowed`);
    this.#movements.push(movementOf(line, row, came! - went!));
  }
}

function movementOf(line: number, row: Row, amountMinor: bigint): Movement {
  const [type, order] = [row("业务类型"), row("商户订单号")];
  const ids = [order, row("业务订单号"), row("业务基础订单号"), row("业务流水号")];
  return {
    line,
    id: row("账务流水号"),
    references: namesOf(...ids),
    ...momentAt(line, "发生时间", row("发生时间")),
    amountMinor,
    feeMinor: null,
    counterparty: row("对方账号"),
    memo: joined(type, row("商品名称"), row("备注")),
    type,
    order: order === "" ? row("业务流水号") : order,
  };
}

// Real files have brackets of both widths.
function columnName(cell: string): string {
  return cleaned(cell).replaceAll("（", "(").replaceAll("）", ")");
}

/** `2026年01月31日 00:00:00` or `2026-01-31 00:00:00`. */
function dayOf(line: number, text: string): string {
  const [day = ""] = text.trim().split(/\s+/);
  return dayAt(line, "起始日期", day.replace(/[年月]/g, "-").replace("日", ""));
}

// A period that ends at midnight ends with the day before.
function lastDay(line: number, text: string): string {
  const day = dayOf(line, text);
  if (!/\s0?0:00:00$/.test(text.trim())) return day;
  return dayBefore(day);
}
