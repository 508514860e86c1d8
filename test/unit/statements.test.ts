// Statements of the other side (§7 reconciliation): what is read of each format, and what is refused with its line.
import { describe, expect, it } from "vitest";
import { parseMapping } from "../../src/finance/reconciliation/formats/bank-mapping.ts";
import { parseStatement } from "../../src/finance/reconciliation/formats/parse-statement.ts";
import type { StatementFormat } from "../../src/finance/reconciliation/formats/statement.ts";
import { Refusal, Refusals } from "../../src/kernel/errors.ts";
import { alipayText, camtText, gbk, pieces, wechatText } from "../support/bank-statements.ts";

const CNY = { code: "CNY", scale: 2 };
const MAPPING = {
  columns: {
    date: "交易日",
    in: "收入",
    out: "支出",
    balance: "余额",
    reference: "流水号",
    counterparty: "对方",
    memo: ["摘要", "附言"],
  },
  thousands: ",",
};

const read = (format: StatementFormat, content: string | Buffer, mapping?: object, size?: number) =>
  parseStatement(format, pieces(content, size), CNY, mapping && parseMapping(mapping));

async function fault(work: Promise<unknown>): Promise<string> {
  const thrown: unknown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (thrown instanceof Refusal || thrown instanceof Refusals) return thrown.message;
  throw thrown ?? new Error("was not refused");
}

const ALIPAY = alipayText([
  { id: "A1", order: "o-1", amount: "100.00", product: 'QB "10"' },
  { id: "A2", order: "o-1", amount: "-0.60", type: "收费" },
  { id: "A3", order: "o-1", amount: "-40.00", at: "2026-01-15 13:00:00" },
  { id: "A4", order: "o-1", amount: "0.24", type: "退费", at: "2026-01-15 13:00:00" },
  { id: "A5", amount: "-59.00", type: "提现" },
  { id: "A6", order: "elsewhere", amount: "-0.01", type: "收费" },
]);
const WECHAT = wechatText([
  { order: "o-1", amount: "100.00", fee: "0.60000", product: "点卡,50" },
  { order: "o-1", refund: "r-1", amount: "40.00", fee: "-0.24000", at: "2026-01-15 13:00:00" },
]);
const CAMT = camtText([
  { amount: "500.00", reference: "D-7", memo: "deposit" },
  { amount: "-19.80", memo: "payout p-1" },
  { amount: "7.00", status: "PDNG" },
]);
const BANK = `交易日,流水号,对方,摘要,附言,收入,支出,余额
2026-01-15,B-1,"Shop, Ltd",转账,"say ""hi""","1,000.00",,"2,000.00"
2026-01-16,B-2,,payout,p-1,,19.80,"1,980.20"
`;

describe("§7 what a statement says", () => {
  it("Alipay: the rows, with each fee put to its payment, and the days that it covers", async () => {
    const { lines, ...file } = await read("ALIPAY", gbk(ALIPAY), undefined, 7);
    expect(file).toMatchObject({
      account: "20881234567801560156",
      days: { from: "2026-01-15", to: "2026-01-15" },
    });
    expect(
      lines.map((line) => [line.id, line.references[0], line.amountMinor, line.feeMinor]),
    ).toEqual([
      ["A1", "o-1", 10_000n, 60n],
      ["A3", "o-1", -4_000n, -24n],
      ["A5", "2026A5", -5_900n, null],
      ["A6", "elsewhere", -1n, null],
    ]);
    expect(lines[0]).toMatchObject({ line: 6, day: "2026-01-15", time: "12:00:00" });
    expect(lines[0]!.memo).toBe('在线支付 QB "10"');
  });

  it("Alipay: a fee is put to what it is for, wherever it stands", async () => {
    const rows = [
      { id: "A3", order: "o-1", amount: "-40.00" },
      { id: "A1", order: "o-1", amount: "100.00" },
      { id: "A2", order: "o-1", amount: "-0.60", type: "收费" },
      { id: "A4", order: "o-1", amount: "0.24", type: "退费" },
    ];
    const { lines } = await read("ALIPAY", gbk(alipayText(rows)));
    expect(lines.map(({ id, feeMinor }) => [id, feeMinor])).toEqual([
      ["A3", -24n],
      ["A1", 60n],
    ]);
  });

  it("WeChat: payments, refunds and their fees; a comma in a name is no column", async () => {
    const { lines, account } = await read("WECHAT", WECHAT, undefined, 5);
    expect(account).toBe("1900000109");
    expect(
      lines.map((line) => [line.references, line.amountMinor, line.feeMinor, line.memo]),
    ).toEqual([
      [["o-1", "42o-1"], 10_000n, 60n, "JSAPI SUCCESS 点卡,50"],
      [["r-1", "o-1", "5o-1", "42o-1"], -4_000n, -24n, "JSAPI REFUND QB 10"],
    ]);
  });

  it("camt.053: what is booked, with references, and the balances", async () => {
    const { lines, ...file } = await read("CAMT053", CAMT, undefined, 11);
    expect(file).toMatchObject({
      account: "6222-0001",
      days: { from: "2026-01-01", to: "2026-01-31" },
      openingMinor: 100_000n,
      closingMinor: 148_020n,
    });
    expect(
      lines.map(({ references, amountMinor, memo }) => [references, amountMinor, memo]),
    ).toEqual([
      [["D-7", "BANK-0"], 50_000n, "deposit"],
      [["BANK-1"], -1_980n, "payout p-1"],
    ]);
    expect(lines.map(({ counterparty }) => counterparty)).toEqual(["Payer", "Payee"]);
  });

  it("camt.053: a batch is a line for each payment where it tells their amounts", async () => {
    const part = (ref: string, amount: string) =>
      `<TxDtls><Refs><EndToEndId>${ref}</EndToEndId></Refs><Amt Ccy="CNY">${amount}</Amt></TxDtls>`;
    const text = (amount: string) =>
      camtText([{ amount: "-30.00", details: part("p-1", "10.00") + part("p-2", amount) }]);
    const { lines } = await read("CAMT053", text("20.00"));
    expect(lines.map(({ references, amountMinor }) => [references[0], amountMinor])).toEqual([
      ["p-1", -1_000n],
      ["p-2", -2_000n],
    ]);
    expect(await fault(read("CAMT053", text("20.01")))).toMatch(/do not add up to its Amt/);
  });

  it("a bank's CSV by its mapping, the newest row first or last", async () => {
    const { lines, ...file } = await read("BANK_CSV", BANK, MAPPING);
    expect(file).toMatchObject({ openingMinor: 100_000n, closingMinor: 198_020n });
    expect(lines).toMatchObject([
      {
        references: ["B-1"],
        amountMinor: 100_000n,
        counterparty: "Shop, Ltd",
        memo: '转账 say "hi"',
      },
      { references: ["B-2"], amountMinor: -1_980n, day: "2026-01-16", memo: "payout p-1" },
    ]);
    const [head, ...rows] = BANK.trim().split("\n");
    const turned = [head, ...rows.reverse()].join("\n");
    expect(await read("BANK_CSV", turned, MAPPING)).toMatchObject({
      openingMinor: 100_000n,
      closingMinor: 198_020n,
    });
  });

  it.each([
    [
      { date: "DD.MM.YYYY", decimal: ",", thousands: ".", delimiter: ";" },
      "15.01.2026;-1.234,50",
      -123_450n,
    ],
    [{ date: "YYYYMMDD", positive: "OUT" }, "20260115 080102,3.00", -300n],
    [{ date: "YYYY/MM/DD", encoding: "GBK" }, "2026/01/15 08:01:02,3.00", 300n],
    [{ skip: 1, end: "合计" }, "2026-01-15,3.00\n合计,3.00", 300n],
  ])("a bank's CSV with %j", async (options, row, amountMinor) => {
    const mapping = { ...options, columns: { date: "日期", amount: "金额" } };
    const { delimiter = ",", skip = 0, encoding = "UTF-8" } = options as Record<string, string>;
    const text = `${"# 账户\n".repeat(Number(skip))}日期${delimiter}金额\n${row}\n`;
    const { lines } = await read("BANK_CSV", encoding === "GBK" ? gbk(text) : text, mapping);
    expect(lines).toMatchObject([{ day: "2026-01-15", amountMinor }]);
    expect(["", "08:01:02"]).toContain(lines[0]!.time);
  });

  it("is known by the SHA-256 of all its bytes", async () => {
    const { sha256 } = await read("WECHAT", WECHAT);
    const mapping = { end: "合计", columns: { date: "日", amount: "额" } };
    const one = await read("BANK_CSV", "日,额\n2026-01-15,1\n合计,1\n制表,1\n", mapping, 3);
    const other = await read("BANK_CSV", "日,额\n2026-01-15,1\n合计,1\n制表,2\n", mapping, 3);
    expect(new Set([sha256, one.sha256, other.sha256]).size).toBe(3);
  });
});

/** A file with one thing changed; throws where there is nothing to change. */
function broken(text: string, what: string | RegExp, by: string): string {
  const changed = text.replace(what, by);
  if (changed === text) throw new Error(`${what} is not in the file`);
  return changed;
}

describe("§7 a statement that does not add up is refused whole, with its line", () => {
  it.each<[string, string | Buffer, string | RegExp]>([
    ["in UTF-8", ALIPAY, "line 1: is not GBK"],
    [
      "with bytes that are none",
      Buffer.concat([gbk(ALIPAY.slice(0, 20)), Buffer.from([0xff, 0xff, 10])]),
      "line 2: is not GBK",
    ],
    ["that is empty", "", "line 1: the header is missing"],
    ["of WeChat", gbk(WECHAT.slice(1)), /^line 1: does not begin with/],
    [
      "without a header",
      gbk(broken(ALIPAY, /账务流水号.*\r\n/, "")),
      /^line 5: the header has an unknown column "A1"/,
    ],
    [
      "with a column that is not known",
      gbk(broken(ALIPAY, "交易渠道", "渠道")),
      'line 5: the header has an unknown column "渠道"',
    ],
    [
      "that lacks a column",
      gbk(broken(ALIPAY, "备注", "商品名称")),
      'line 5: the header has "商品名称" twice',
    ],
    [
      "with a cell too many",
      gbk(broken(ALIPAY, "o-1\t", "o-1\t,\t")),
      "line 6: the row has 13 columns and the header 12",
    ],
    [
      "cut off in its rows",
      gbk(ALIPAY.slice(0, ALIPAY.indexOf("A5"))),
      "line 10: the file is cut off: its list does not end",
    ],
    [
      "cut off before its totals",
      gbk(ALIPAY.slice(0, ALIPAY.indexOf("#支出合计"))),
      "line 13: #收入合计 is missing",
    ],
    [
      "with a row less than it says",
      gbk(broken(ALIPAY, /A3.*\r\n/, "")),
      "line 14: 支出合计 is said to be 4 rows of 99.61, and the lines come to 3 rows of 59.61",
    ],
    [
      "with an amount changed",
      gbk(broken(ALIPAY, ",100.00,0.00,", ",100.01,0.00,")),
      "line 15: 收入合计 is said to be 2 rows of 100.24, and the lines come to 2 rows of 100.25",
    ],
    [
      "with a row behind its end",
      gbk(`${ALIPAY}A9,1,2\r\n`),
      "line 16: a row stands behind the end of the list",
    ],
    [
      "with both an income and an expense",
      gbk(broken(ALIPAY, ",100.00,0.00,", ",100.00,1.00,")),
      /^line 6: either 收入金额\(\+元\) or/,
    ],
    [
      "with three decimals",
      gbk(broken(ALIPAY, ",100.00,0.00,", ",100.001,0.00,")),
      /^line 6: .*has more than 2 decimals/,
    ],
    [
      "with a quote that is not closed",
      gbk(broken(ALIPAY, 'QB "10"\t', '"QB 10\t')),
      /^line 6: a quoted field/,
    ],
    [
      "with a time that is none",
      gbk(broken(ALIPAY, "2026-01-15 12:00:00", "2026-02-30 12:00:00")),
      /^line 6: 发生时间: .*is not a day/,
    ],
  ])("Alipay %s", async (_, content, message) => {
    const said = await fault(read("ALIPAY", content));
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it.each<[string, string | Buffer, string | RegExp]>([
    ["in GBK", gbk(WECHAT.slice(1)), "line 1: is not UTF-8"],
    ["that is empty", "", "line 1: the header is missing"],
    ["of no bill", '{"return_code":"FAIL"}', /^line 1: the header has an unknown column/],
    [
      "cut off",
      WECHAT.slice(0, WECHAT.indexOf("总交易单数")),
      "line 4: the file is cut off: its summary is missing",
    ],
    [
      "cut off in its summary",
      WECHAT.slice(0, WECHAT.indexOf("`2,`100")),
      "line 5: the file is cut off: its summary is missing",
    ],
    [
      "with another number of rows",
      broken(WECHAT, "`2,`100", "`3,`100"),
      "line 5: 总交易单数 is said to be 3, and the lines come to 2",
    ],
    [
      "with another sum of payments",
      broken(WECHAT, "`2,`100.00", "`2,`100.01"),
      /^line 5: 应结订单总金额 is said to be 100.01, .* 100.00$/,
    ],
    [
      "with another sum of refunds",
      broken(WECHAT, ",`40.00,`0.00,`0.36", ",`40.10,`0.00,`0.36"),
      /^line 5: 退款总金额 is said to be 40.10/,
    ],
    [
      "with another sum of fees",
      broken(WECHAT, "`0.36000,", "`0.35000,"),
      /^line 5: 手续费总金额 is said to be 0.35, .* 0.36$/,
    ],
    ["with a sum less", broken(WECHAT, "`2,`100.00,", "`2,"), /^line 5: 应结订单总金额/],
    [
      "with a cell too few",
      broken(WECHAT, "`CNY,", ""),
      "line 2: the row has 26 columns and the header 27",
    ],
    ["without back-quotes", broken(WECHAT, /`/g, ""), /^line 2: does not begin with a back-quote/],
    [
      "with a fee that is no fen",
      broken(WECHAT, "`0.60000", "`0.60400"),
      /^line 2: 手续费: "0.604" has more than 2 decimals/,
    ],
    ["in another currency", broken(WECHAT, "`CNY", "`USD"), 'line 2: 货币种类: "USD" is not CNY'],
    [
      "with a state that is not known",
      broken(WECHAT, "`SUCCESS", "`CLOSED"),
      'line 2: 交易状态: "CLOSED" is not known',
    ],
    [
      "of two merchants",
      broken(WECHAT, /`1900000109(?=.*r-1)/, "`1900000110"),
      /^line 3: 商户号: "1900000110" is another one/,
    ],
    ["with more behind it", `${WECHAT}x\r\n`, "line 6: something stands behind the summary"],
    ["with a NUL", broken(WECHAT, "点卡", "\0"), "line 2: has a NUL byte"],
    ["with a line without end", WECHAT + "x".repeat(70_000), "line 6: is longer than 65536 bytes"],
  ])("WeChat %s", async (_, content, message) => {
    const said = await fault(read("WECHAT", content));
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ["cut off", CAMT.slice(0, CAMT.indexOf("</Stmt>")), /^line \d+: the file is cut off$/],
    ["that is no XML", BANK, /^line 1: is not well-formed XML/],
    [
      "of another message",
      CAMT.replaceAll("camt.053", "camt.052"),
      /is not in a namespace of camt\.053\.001$/,
    ],
    [
      "with entities that grow",
      CAMT.replace("<Document", '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Document'),
      /^line 2: has a document type/,
    ],
    [
      "with a first day that no calendar has",
      broken(CAMT, "<FrDtTm>2026-01-01", "<FrDtTm>2026-01-00"),
      /^line 7: FrToDt FrDtTm: "2026-01-00" is not a day/,
    ],
    [
      "with a last day that is none",
      broken(CAMT, "<ToDtTm>2026-01-31", "<ToDtTm>soon"),
      /^line 7: FrToDt ToDtTm: "soonT23:59" is not a day/,
    ],
    ["with a NUL", broken(CAMT, "D-7", "D\0-7"), /^line \d+: EndToEndId has a NUL byte$/],
    ["with a second root", `${CAMT.trim()}<Document/>`, /something stands behind its root$/],
    ["with an entity of its own", broken(CAMT, "deposit", "&lol;"), /Invalid character entity/],
    [
      "that names a file",
      broken(CAMT, "<Document", '<!DOCTYPE x SYSTEM "file:///etc/passwd"><Document'),
      /has a document type/,
    ],
    ["in GBK", broken(CAMT, "UTF-8", "GBK"), /is said to be in "GBK"; only UTF-8 is read/],
    [
      "with bytes that are no UTF-8",
      Buffer.concat([Buffer.from(CAMT.slice(0, 300)), gbk("转账")]),
      /^line \d+: is not UTF-8/,
    ],
    [
      "with another closing balance",
      broken(CAMT, "1480.20", "1480.21"),
      /CLBD is said to be 1480.21, and the lines come to 1480.20$/,
    ],
    [
      "with another number of entries",
      broken(CAMT, "<NbOfNtries>2", "<NbOfNtries>3"),
      /NbOfNtries is said to be 3, and the lines come to 2$/,
    ],
    [
      "with another sum of entries",
      broken(CAMT, "<Sum>519.80", "<Sum>519.81"),
      /Sum is said to be 519.81/,
    ],
    ["without a closing balance", broken(CAMT, "CLBD", "CLAV"), /Stmt has no balance CLBD$/],
    [
      "in another currency",
      broken(CAMT, 'Ccy="CNY">500.00', 'Ccy="EUR">500.00'),
      /Amt: is in "EUR", not in CNY$/,
    ],
    [
      "with a direction that is none",
      broken(CAMT, "DBIT", "OUT"),
      /CdtDbtInd "OUT" is neither CRDT nor DBIT$/,
    ],
    ["with an amount below zero", broken(CAMT, ">19.80<", ">-19.80<"), /Amt: is below 0/],
    [
      "with a day that is none",
      broken(CAMT, "<BookgDt><Dt>2026-01-15", "<BookgDt><Dt>2026-02-30"),
      /BookgDt: .*is not a day/,
    ],
    [
      "that goes deep",
      `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">${"<a>".repeat(50)}`,
      /elements more than 40 deep$/,
    ],
    [
      "with a text without end",
      broken(CAMT, "deposit", "x".repeat(20_000)),
      /Ustrd has more than 10000 characters$/,
    ],
  ])("camt.053 %s", async (_, content, message) => {
    expect(await fault(read("CAMT053", content))).toMatch(message);
  });

  it.each<[string, string | Buffer, string | RegExp]>([
    ["in GBK", gbk(BANK), "line 1: is not UTF-8"],
    [
      "without its header",
      BANK.slice(BANK.indexOf("\n") + 1),
      /^line 1: the header has no column "交易日"/,
    ],
    ["with a column twice", broken(BANK, "附言", "摘要"), 'line 1: the header has "摘要" twice'],
    [
      "with a balance that does not follow",
      broken(BANK, "1,980.20", "1,980.21"),
      /^line 3: the balance 1980.21 is not the one before/,
    ],
    [
      "with a row that is gone",
      broken(`${BANK}2026-01-17,B-3,,,,1.00,,"1,981.20"\n`, /.*B-2.*\n/, ""),
      /^line 3: the balance 1981.20/,
    ],
    [
      "cut off",
      BANK.slice(0, BANK.indexOf(",19.80")),
      /^line 3: the row has 6 columns and the header 8/,
    ],
    ["with a quote that is not closed", broken(BANK, 'Ltd"', "Ltd"), /^line 2: a quoted field/],
    ["with neither amount", broken(BANK, ",19.80,", ",,"), /^line 3: either 收入 or 支出/],
    [
      "with another form of date",
      broken(BANK, "2026-01-15", "15.01.2026"),
      /^line 2: 交易日: "15.01.2026" is not like YYYY-MM-DD/,
    ],
    [
      "with a decimal comma",
      broken(BANK, "19.80", '"19,80"'),
      'line 3: 支出: "19,80" is not written as the mapping says',
    ],
  ])("a bank's CSV %s", async (_, content, message) => {
    const said = await fault(read("BANK_CSV", content, MAPPING));
    if (typeof message === "string") expect(said).toBe(message);
    else expect(said).toMatch(message);
  });

  it.each([
    [{}, /mapping\.columns/],
    [{ columns: { date: "a" } }, /name either amount, or both in and out/],
    [{ columns: { date: "a", amount: "b", in: "c", out: "d" } }, /name either amount, or both/],
    [{ columns: { date: "a", in: "b" } }, /name either amount, or both/],
    [{ columns: { date: "a", amount: "b" }, encoding: "EBCDIC" }, /mapping\.encoding/],
    [{ columns: { date: "a", amount: "b", fee: "c" } }, /mapping\.columns.*fee/],
    [{ columns: { date: "a", amount: "b" }, thousands: "." }, /thousands: is the same as decimal/],
  ])("a mapping like %j", async (document, message) => {
    expect(() => parseMapping(document)).toThrow(message);
  });

  it.each([
    ["a dot where the decimals follow a comma", { decimal: "," }, "1.200"],
    ["a dot that is no thousands'", { decimal: ",", thousands: "." }, "12.34"],
  ])("a bank's CSV with %s", async (_, marks, amount) => {
    const mapping = { ...marks, columns: { date: "日", amount: "额" } };
    const why = `line 2: 额: "${amount}" is not written as the mapping says`;
    expect(await fault(read("BANK_CSV", `日,额\n2026-01-15,${amount}\n`, mapping))).toBe(why);
  });

  it.each([
    ["an amount turned round", "-92233720368547758.08", "0", /^line 2: 9223372036854775808 and/],
    [
      "an opening balance",
      "-1.00",
      "92233720368547758.07",
      /^line 2: the opening balance does not/,
    ],
  ])("a bank's CSV with %s beyond 64 bits", async (_, amount, balance, why) => {
    const columns = { date: "日", amount: "额", ...(balance === "0" ? {} : { balance: "余" }) };
    const mapping = { columns, positive: balance === "0" ? "OUT" : "IN" };
    const text = `日,额,余\n2026-01-15,${amount},${balance}\n`;
    expect(await fault(read("BANK_CSV", text, mapping))).toMatch(why);
  });

  it("a mapping for a format that has none, and none for one that needs it", async () => {
    expect(await fault(read("WECHAT", WECHAT, MAPPING))).toBe("mapping: is of BANK_CSV alone");
    expect(await fault(read("BANK_CSV", BANK))).toBe("mapping: is needed for BANK_CSV");
  });

  it("a line that is too long, also inside one piece", async () => {
    const long = `${"x".repeat(70_000)}\n${WECHAT}`;
    expect(await fault(read("WECHAT", long, undefined, 200_000))).toMatch(/^line 1: is longer/);
  });

  it("more rows than are taken at once", async () => {
    const row = "2026-01-15,1.00\n";
    const mapping = { columns: { date: "日", amount: "额" } };
    const { lines } = await read("BANK_CSV", `日,额\n${row.repeat(200_000)}`, mapping);
    expect(lines).toHaveLength(200_000);
    expect(await fault(read("BANK_CSV", `日,额\n${row.repeat(200_001)}`, mapping))).toBe(
      "line 200002: more than 200000 rows",
    );
  });
});
