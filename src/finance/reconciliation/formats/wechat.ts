// Reads WeChat Pay's bill of transactions (交易账单, a CSV in UTF-8 with a back-quote before each value) of
// the types ALL, SUCCESS and REFUND, as the merchant platform's 交易账单详细说明 describes them. The last
// two lines are a summary: the titles of its sums, and the sums.
import type { Asset } from "../../../kernel/money.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { Head, type Row } from "./cells.ts";
import { assertDeclared, faultAt, shown } from "./fault.ts";
import { MAX_LINES, type Statement, type StatementLine } from "./statement.ts";
import { readTextLines, type TextLine } from "./text-lines.ts";
import { amountAt, joined, momentAt, namesOf } from "./values.ts";

const PAID = "应结订单金额";
const REFUNDED = "退款金额";
const FEE = "手续费";
const COLUMNS = {
  required: ["交易时间", "商户号", "微信订单号", "商户订单号", "交易状态", "货币种类", PAID, FEE],
  optional: [
    ...["公众账号ID", "特约商户号", "设备号", "用户标识", "交易类型", "付款银行", "代金券金额"],
    ...["退款申请时间", "退款成功时间", "微信退款单号", "商户退款单号", REFUNDED, "充值券退款金额"],
    ...[
      "退款类型",
      "退款状态",
      "商品名称",
      "商户数据包",
      "费率",
      "订单金额",
      "申请退款金额",
      "费率备注",
    ],
  ],
};
const COUNT = "总交易单数";
/** The sums of a summary, each with the column that it sums up. */
const SUMS: Readonly<Record<string, string>> = {
  应结订单总金额: PAID,
  退款总金额: REFUNDED,
  充值券退款总金额: "充值券退款金额",
  手续费总金额: FEE,
  订单总金额: "订单金额",
  申请退款总金额: "申请退款金额",
};
const PAYMENT = ["SUCCESS"];
const REFUND = ["REFUND", "REVOKED"];

/** Reads a whole file. Throws a `Refusal` with the line if a value is invalid or a total is wrong. */
export async function parseWechat(
  bytes: AsyncIterable<Uint8Array>,
  asset: Asset,
): Promise<Statement> {
  const bill = new WechatBill(asset);
  for await (const line of readTextLines(bytes, "UTF-8")) bill.readLine(line);
  return bill.end();
}

class WechatBill {
  readonly #asset: Asset;
  readonly #lines: StatementLine[] = [];
  readonly #sums = new Map<string, bigint>();
  #account = "";
  #head: Head | undefined;
  #titles: readonly string[] | undefined;
  #isWhole = false;
  #last = 0;

  constructor(asset: Asset) {
    this.#asset = asset;
  }

  readLine({ line, text }: TextLine): void {
    this.#last = line;
    if (text.trim() === "") return;
    if (this.#isWhole) throw faultAt(line, "there is a line after the summary");
    if (this.#head === undefined) {
      this.#head = new Head(
        line,
        text.split(",").map((cell) => cell.trim()),
        COLUMNS,
      );
    } else if (this.#titles !== undefined) this.#summary(line, this.#titles, valuesOf(line, text));
    else if (text.startsWith(COUNT)) this.#titles = text.split(",").map((cell) => cell.trim());
    else this.#row(line, this.#head.row(line, valuesOf(line, text)));
  }

  end(): Statement {
    if (this.#head === undefined) throw faultAt(1, "the header is missing");
    if (!this.#isWhole)
      throw faultAt(this.#last + 1, "the file is incomplete: its summary is missing");
    const [account, lines] = [this.#account, this.#lines];
    return { account, days: undefined, openingMinor: null, closingMinor: null, lines };
  }

  #summary(line: number, titles: readonly string[], values: readonly string[]): void {
    for (const [index, title] of titles.entries()) {
      const value = values[index]?.trim() ?? "";
      if (title === COUNT) assertDeclared(line, title, value, String(this.#lines.length));
      else this.#assertSum(line, title, value);
    }
    this.#isWhole = true;
  }

  #assertSum(line: number, title: string, value: string): void {
    const column = SUMS[title];
    if (column === undefined)
      throw faultAt(line - 1, `the summary has an unknown sum ${shown(title)}`);
    const declared = this.#amount(line, title, value);
    const [said, found] = [declared, this.#sums.get(column) ?? 0n].map((minor) =>
      formatAmount(minor, this.#asset.scale),
    );
    assertDeclared(line, title, said!, found!);
  }

  #row(line: number, row: Row): void {
    for (const column of Object.values(SUMS)) {
      const minor = this.#amount(line, column, row(column));
      this.#sums.set(column, (this.#sums.get(column) ?? 0n) + minor);
    }
    const merchant = row("商户号");
    if (this.#account === "") this.#account = merchant;
    if (this.#account !== merchant)
      throw faultAt(
        line,
        `商户号: must be ${shown(this.#account)} as before, not ${shown(merchant)}`,
      );
    if (row("货币种类") !== this.#asset.code) {
      throw faultAt(line, `货币种类: must be ${this.#asset.code}, not ${shown(row("货币种类"))}`);
    }
    if (this.#lines.length === MAX_LINES)
      throw faultAt(line, `too many rows: at most ${MAX_LINES} are allowed`);
    this.#lines.push(this.#line(line, row));
  }

  #line(line: number, row: Row): StatementLine {
    const state = row("交易状态");
    const isPayment = PAYMENT.includes(state);
    if (!isPayment && !REFUND.includes(state)) {
      throw faultAt(
        line,
        `交易状态: must be one of ${[...PAYMENT, ...REFUND].join(", ")}, not ${shown(state)}`,
      );
    }
    const [order, trade] = [row("商户订单号"), row("微信订单号")];
    const back = [row("商户退款单号"), row("微信退款单号")] as const;
    const amountMinor = this.#amount(line, "金额", row(isPayment ? PAID : REFUNDED));
    if (amountMinor < 0n)
      throw faultAt(line, `${isPayment ? PAID : REFUNDED}: must not be negative`);
    return {
      line,
      id: isPayment ? trade : (namesOf(back[1], back[0])[0] ?? `${trade} ${state}`),
      references: isPayment ? namesOf(order, trade) : namesOf(back[0], order, back[1], trade),
      ...momentAt(line, "交易时间", row("交易时间")),
      amountMinor: isPayment ? amountMinor : -amountMinor,
      feeMinor: this.#amount(line, FEE, row(FEE)),
      counterparty: row("用户标识"),
      memo: joined(row("交易类型"), state, row("商品名称")),
    };
  }

  #amount(line: number, column: string, text: string): bigint {
    return amountAt(line, column, text, this.#asset.scale);
  }
}

/** A value may contain a comma: only a comma before a back-quote separates two values. */
function valuesOf(line: number, text: string): string[] {
  if (!text.startsWith("`"))
    throw faultAt(line, `must begin with a back-quote, not with ${shown(text)}`);
  return text.slice(1).split(",`");
}
