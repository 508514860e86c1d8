// Statements of the other side as files, written to their published formats: whole, or broken by a test.

const HIGH = { from: 0x81, to: 0xfe };
const LOW = { from: 0x40, to: 0xfe };
let gbkCodes: Map<string, readonly number[]> | undefined;

/** A text in GBK, which Node can read and not write: its table is turned round. */
export function gbk(text: string): Buffer {
  gbkCodes ??= readCodes();
  const bytes = [...text].flatMap((char) => {
    const code = char.codePointAt(0)! < 0x80 ? [char.codePointAt(0)!] : gbkCodes!.get(char);
    if (code === undefined) throw new Error(`${char} is not in GBK`);
    return code;
  });
  return Buffer.from(bytes);
}

function readCodes(): Map<string, readonly number[]> {
  const codes = new Map<string, readonly number[]>();
  const decoder = new TextDecoder("gb18030");
  for (let high = HIGH.from; high <= HIGH.to; high += 1) {
    for (let low = LOW.from; low <= LOW.to; low += 1) {
      if (low !== 0x7f) codes.set(decoder.decode(new Uint8Array([high, low])), [high, low]);
    }
  }
  return codes;
}

export interface AlipayRow {
  readonly id: string;
  readonly order?: string;
  readonly at?: string;
  /** Such as `10.00`, or `-10.00` for what went out. */
  readonly amount: string;
  readonly type?: string;
  readonly product?: string;
}

const ALIPAY_HEADER =
  "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注";

/** An Alipay file's text (账务明细), of 15 January 2026 unless `days` says otherwise. */
export function alipayText(
  rows: readonly AlipayRow[],
  days = ["2026年01月15日", "2026年01月16日"],
): string {
  const lines = rows.map(({ id, order = "", at = "2026-01-15 12:00:00", amount, ...row }) => {
    const { type = amount.startsWith("-") ? "交易退款" : "在线支付", product = "QB 10" } = row;
    const [came, went] = amount.startsWith("-") ? ["0.00", amount] : [amount, "0.00"];
    const texts = [id, `2026${id}`, order, product, at, "陈晶 (a***@example.com)"];
    return `${texts.join("\t,")}\t,${came},${went},100.00,支付宝,${type},`;
  });
  const sum = (isOut: boolean) => {
    const amounts = rows.map(({ amount }) => Math.round(Number(amount) * 100));
    const those = amounts.filter((cents) => cents < 0 === isOut);
    const total = those.reduce((all, cents) => all + cents, 0) / 100;
    return `${those.length}笔，共${total.toFixed(2)}元`;
  };
  return [
    "#支付宝账务明细查询",
    "#账号：[20881234567801560156]",
    `#起始日期：[${days[0]} 00:00:00]   终止日期：[${days[1]} 00:00:00]`,
    "#-----------------------------------------账务明细列表----------------------------------------",
    ALIPAY_HEADER,
    ...lines,
    "#-----------------------------------------账务明细列表结束------------------------------------",
    `#支出合计：${sum(true)}`,
    `#收入合计：${sum(false)}`,
    "#导出时间：[2026年02月01日 13:19:01]",
    "",
  ].join("\r\n");
}

export interface WechatRow {
  readonly order: string;
  /** Of a refund: our ref of it. */
  readonly refund?: string;
  readonly at?: string;
  readonly amount: string;
  readonly fee?: string;
  readonly state?: string;
  readonly product?: string;
}

const WECHAT_HEADER =
  "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注";
const WECHAT_SUMMARY =
  "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额";

/** A WeChat Pay bill's text (交易账单, ALL). */
export function wechatText(rows: readonly WechatRow[]): string {
  const lines = rows.map((row) => {
    const { order, refund, at = "2026-01-15 12:00:00", amount, fee = "0.00000" } = row;
    const { state = refund === undefined ? "SUCCESS" : "REFUND", product = "QB 10" } = row;
    const [paid, back] = refund === undefined ? [amount, "0.00"] : ["0.00", amount];
    const backIds = refund === undefined ? ["0", "0"] : [`5${order}`, refund];
    const how = refund === undefined ? ["", ""] : ["ORIGINAL", "SUCCESS"];
    return [
      ...[at, "wx2421b1c4370ec43b", "1900000109", "0", "", `42${order}`, order, "openid", "JSAPI"],
      ...[state, "OTHERS", "CNY", paid, "0.00", ...backIds, back, "0.00", ...how, product, ""],
      ...[fee, "0.60%", paid, back, ""],
    ]
      .map((value) => `\`${value}`)
      .join(",");
  });
  const sum = (of: readonly string[], decimals: number) =>
    of.reduce((all, text) => all + Number(text), 0).toFixed(decimals);
  const paid = sum(
    rows.filter((row) => row.refund === undefined).map((row) => row.amount),
    2,
  );
  const back = sum(
    rows.filter((row) => row.refund !== undefined).map((row) => row.amount),
    2,
  );
  const fees = sum(
    rows.map(({ fee = "0" }) => fee),
    5,
  );
  const sums = [String(rows.length), paid, back, "0.00", fees, paid, back];
  return [
    `\uFEFF${WECHAT_HEADER}`,
    ...lines,
    WECHAT_SUMMARY,
    sums.map((value) => `\`${value}`).join(","),
    "",
  ].join("\r\n");
}

export interface CamtEntry {
  /** Such as `10.00`, or `-10.00` for what went out. */
  readonly amount: string;
  readonly day?: string;
  readonly reference?: string;
  readonly memo?: string;
  readonly status?: string;
  /** More `TxDtls`, as XML. */
  readonly details?: string;
}

/** A camt.053.001.08 document with one statement that opens with 1,000.00. */
export function camtText(
  entries: readonly CamtEntry[],
  days = ["2026-01-01", "2026-01-31"],
): string {
  const cents = (text: string) => Math.round(Number(text) * 100);
  const booked = entries.filter(({ status = "BOOK" }) => status === "BOOK");
  const sum = booked.reduce((all, { amount }) => all + cents(amount), 100_000);
  const gross = booked.reduce((all, { amount }) => all + Math.abs(cents(amount)), 0);
  const money = (minor: number) =>
    `<Amt Ccy="CNY">${(Math.abs(minor) / 100).toFixed(2)}</Amt>
        <CdtDbtInd>${minor < 0 ? "DBIT" : "CRDT"}</CdtDbtInd>`;
  const balance = (code: string, minor: number, day: string) => `
      <Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>
        ${money(minor)}<Dt><Dt>${day}</Dt></Dt></Bal>`;
  const ntry = (entry: CamtEntry, index: number) => {
    const { amount, day = "2026-01-15", reference = "NOTPROVIDED", memo = "", status } = entry;
    return `
      <Ntry>
        ${money(cents(amount))}<Sts><Cd>${status ?? "BOOK"}</Cd></Sts>
        <BookgDt><Dt>${day}</Dt></BookgDt><AcctSvcrRef>BANK-${index}</AcctSvcrRef>
        <NtryDtls>${
          entry.details ??
          `<TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs>
          <RltdPties><Dbtr><Pty><Nm>Payer</Nm></Pty></Dbtr><Cdtr><Pty><Nm>Payee</Nm></Pty></Cdtr></RltdPties>
          <RmtInf><Ustrd>${memo}</Ustrd></RmtInf></TxDtls>`
        }</NtryDtls>
      </Ntry>`;
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">
  <BkToCstmrStmt>
    <GrpHdr><MsgId>M-1</MsgId><CreDtTm>2026-02-01T08:00:00+08:00</CreDtTm></GrpHdr>
    <Stmt>
      <Id>S-1</Id>
      <FrToDt><FrDtTm>${days[0]}T00:00:00</FrDtTm><ToDtTm>${days[1]}T23:59:59</ToDtTm></FrToDt>
      <Acct><Id><Othr><Id>6222-0001</Id></Othr></Id><Ccy>CNY</Ccy></Acct>${balance("OPBD", 100_000, days[0]!)}${balance("CLBD", sum, days[1]!)}
      <TxsSummry><TtlNtries><NbOfNtries>${booked.length}</NbOfNtries><Sum>${(gross / 100).toFixed(2)}</Sum></TtlNtries></TxsSummry>${entries.map(ntry).join("")}
    </Stmt>
  </BkToCstmrStmt>
</Document>
`;
}

/** Bytes as a file or a socket gives them, in pieces of any size. */
export async function* pieces(content: string | Buffer, size = 65_536): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
