// A bank's CSV of an account's entries, by the mapping of its columns.
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import type { BankMapping, DateFormat } from "./bank-mapping.ts";
import { cleaned, Head, type Row, splitRow } from "./cells.ts";
import { faultAt, shown } from "./fault.ts";
import { MAX_LINES, type Statement, type StatementLine } from "./statement.ts";
import { readTextLines } from "./text-lines.ts";
import { amountAt, dayAt, joined, momentAt, namesOf } from "./values.ts";

interface Entry extends StatementLine {
  readonly balanceMinor: bigint | undefined;
}

/** Reads a whole file. Throws a `Refusal` that names the line, also where balances do not add up. */
export async function parseBankCsv(
  bytes: AsyncIterable<Uint8Array>,
  asset: Asset,
  mapping: BankMapping,
): Promise<Statement> {
  const entries: Entry[] = [];
  let head: Head | undefined;
  let hasEnded = false;
  for await (const { line, text } of readTextLines(bytes, mapping.encoding)) {
    if (line <= mapping.skip || text.trim() === "") continue;
    hasEnded ||= mapping.end !== undefined && text.startsWith(mapping.end);
    if (hasEnded) continue;
    const cells = splitRow(line, text, mapping.delimiter);
    if (head === undefined) head = headOf(line, cells, mapping);
    else entries.push(entryOf(line, head.row(line, cells), asset, mapping));
    if (entries.length > MAX_LINES) throw faultAt(line, `more than ${MAX_LINES} rows`);
  }
  if (head === undefined) throw faultAt(mapping.skip + 1, "the header is missing");
  const lines = entries.map(({ balanceMinor: _, ...line }) => line);
  return { account: "", days: undefined, ...endsOf(entries, asset), lines };
}

function headOf(line: number, cells: readonly string[], { columns }: BankMapping): Head {
  const required = Object.values(columns).flat();
  return new Head(line, cells.map(cleaned), { required, optional: [] }, false);
}

function entryOf(line: number, row: Row, asset: Asset, mapping: BankMapping): Entry {
  const { columns } = mapping;
  const amount = (column: string) =>
    amountAt(line, column, plainNumber(line, column, row(column), mapping), asset.scale);
  const amountMinor = amountOf(line, mapping, amount);
  const references = namesOf(...(columns.reference ?? []).map(row));
  return {
    line,
    id: "",
    references,
    ...momentOf(line, row, mapping),
    amountMinor,
    feeMinor: null,
    counterparty: columns.counterparty === undefined ? "" : row(columns.counterparty),
    memo: joined(...(columns.memo ?? []).map(row)),
    balanceMinor: columns.balance === undefined ? undefined : amount(columns.balance),
  };
}

function amountOf(
  line: number,
  { columns, positive }: BankMapping,
  amount: (column: string) => bigint,
): bigint {
  const sign = positive === "IN" ? 1n : -1n;
  if (columns.amount !== undefined) {
    const minor = sign * amount(columns.amount);
    if (minor === 0n) throw faultAt(line, `${columns.amount}: is 0`);
    return minor;
  }
  const [came, went] = [amount(columns.in!), amount(columns.out!)];
  if ((came === 0n) === (went === 0n)) {
    throw faultAt(line, `either ${columns.in} or ${columns.out} is to be other than 0`);
  }
  return came !== 0n ? came : went < 0n ? went : -went;
}

/** A number as the other formats write it; throws where the marks are not those of the mapping. */
function plainNumber(line: number, column: string, text: string, mapping: BankMapping): string {
  const { thousands, decimal } = mapping;
  const [whole = "", ...decimals] = text.split(decimal);
  const [first = "", ...groups] = thousands === "" ? [whole] : whole.split(thousands);
  const isGrouped = groups.length === 0 || (first !== "" && groups.at(-1)!.length === 3);
  if (!isGrouped || (decimal !== "." && /\./.test([first, ...groups].join("")))) {
    throw faultAt(line, `${column}: ${shown(text)} is not written as the mapping says`);
  }
  return [[first, ...groups].join(""), ...decimals].join(".");
}

const DAY_PARTS: Readonly<Record<DateFormat, RegExp>> = {
  "YYYY-MM-DD": /^(?<y>\d{4})-(?<m>\d\d)-(?<d>\d\d)/,
  YYYYMMDD: /^(?<y>\d{4})(?<m>\d\d)(?<d>\d\d)/,
  "YYYY/MM/DD": /^(?<y>\d{4})\/(?<m>\d\d)\/(?<d>\d\d)/,
  "DD.MM.YYYY": /^(?<d>\d\d)\.(?<m>\d\d)\.(?<y>\d{4})/,
  "DD/MM/YYYY": /^(?<d>\d\d)\/(?<m>\d\d)\/(?<y>\d{4})/,
  "MM/DD/YYYY": /^(?<m>\d\d)\/(?<d>\d\d)\/(?<y>\d{4})/,
};
const BARE_TIME = /^(\d\d)(\d\d)(\d\d)$/;

/** The day, and the time behind it or in a column of its own (`08:00:00`, `080000`). */
function momentOf(line: number, row: Row, { columns, date }: BankMapping) {
  const text = row(columns.date);
  const parts = DAY_PARTS[date].exec(text);
  const { y, m, d } = parts?.groups ?? {};
  if (parts === null) throw faultAt(line, `${columns.date}: ${shown(text)} is not like ${date}`);
  const day = dayAt(line, columns.date, `${y}-${m}-${d}`);
  const apart = columns.time === undefined ? "" : row(columns.time);
  const time = (apart || text.slice(parts[0].length).trim()).replace(BARE_TIME, "$1:$2:$3");
  return { day, time: momentAt(line, columns.time ?? columns.date, `${day} ${time}`.trim()).time };
}

/** What the balances say it opened and closed with, whichever end the newest entry stands at. */
function endsOf(entries: readonly Entry[], asset: Asset) {
  const [first, last] = [entries[0], entries.at(-1)];
  if (first?.balanceMinor === undefined) return { openingMinor: null, closingMinor: null };
  const upwards = brokenAt(entries);
  if (upwards === undefined) {
    const openingMinor = first.balanceMinor - first.amountMinor;
    return { openingMinor, closingMinor: last!.balanceMinor! };
  }
  if (brokenAt(entries.toReversed()) !== undefined) {
    const { line, balanceMinor } = upwards;
    const balance = formatAmount(balanceMinor!, asset.scale);
    throw faultAt(line, `the balance ${balance} is not the one before it and the amount`);
  }
  return {
    openingMinor: last!.balanceMinor! - last!.amountMinor,
    closingMinor: first.balanceMinor,
  };
}

function brokenAt(entries: readonly Entry[]): Entry | undefined {
  return entries.find((entry, index) => {
    const before = entries[index - 1]?.balanceMinor;
    return before !== undefined && before + entry.amountMinor !== entry.balanceMinor;
  });
}
