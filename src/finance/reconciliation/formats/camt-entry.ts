// An entry (Ntry) of a camt.053 statement as lines: one for each payment of a batch that tells its amounts.
import type { Asset } from "../../../kernel/money.ts";
import { faultAt, shown } from "./fault.ts";
import type { StatementLine } from "./statement.ts";
import { amountAt, dayAt, joined, namesOf } from "./values.ts";
import { allOf, type Element, findAt, textAt } from "./xml-elements.ts";

/** The amount of an element and its direction: what came in above zero. */
export function signedAmount(element: Element, asset: Asset): bigint {
  const amountMinor = amountOf(element, findAt(element, "Amt"), asset);
  const direction = textAt(element, "CdtDbtInd");
  if (direction === "CRDT") return amountMinor;
  if (direction === "DBIT") return -amountMinor;
  throw faultAt(
    element.line,
    `${element.name}: CdtDbtInd ${shown(direction)} is neither CRDT nor DBIT`,
  );
}

function amountOf(of: Element, amount: Element | undefined, asset: Asset): bigint {
  if (amount === undefined) throw faultAt(of.line, `${of.name} has no Amt`);
  const currency = amount.attributes.Ccy ?? "";
  if (currency !== asset.code) {
    throw faultAt(amount.line, `Amt: is in ${shown(currency)}, not in ${asset.code}`);
  }
  const amountMinor = amountAt(amount.line, "Amt", amount.text, asset.scale);
  if (amountMinor >= 0n) return amountMinor;
  throw faultAt(amount.line, "Amt: is below 0; its direction is told by CdtDbtInd");
}

/** The day, and the time where it is told, of a date that may have one. */
export function momentOf(element: Element | undefined, what: string, line: number) {
  const text = textAt(element, "DtTm") || textAt(element, "Dt");
  const [day = "", time = ""] = text.split("T");
  return {
    day: dayAt(element?.line ?? line, what, day),
    time: /^\d\d:\d\d:\d\d/.exec(time)?.[0] ?? "",
  };
}

/** Whether an entry is booked: what is pending or told for information is in no balance. */
export function isBooked(entry: Element): boolean {
  const status = textAt(entry, "Sts", "Cd") || textAt(entry, "Sts");
  return status === "BOOK";
}

/** The lines of an entry whose amount is `amountMinor`. */
export function linesOf(entry: Element, amountMinor: bigint, asset: Asset): StatementLine[] {
  const details = allOf(entry, "NtryDtls").flatMap((one) => allOf(one, "TxDtls"));
  const parts = details.map((detail) => partOf(detail, amountMinor, asset));
  const sum = parts.reduce<bigint>((all, part) => all + (part ?? 0n), 0n);
  const isBatch = details.length > 1 && parts.every((part) => part !== undefined);
  if (!isBatch) return [lineOf(entry, details.length === 1 ? details[0] : undefined, amountMinor)];
  if (sum !== amountMinor)
    throw faultAt(entry.line, "the payments of Ntry do not add up to its Amt");
  return details.map((detail, index) => lineOf(entry, detail, parts[index]!));
}

/** A payment's own amount in the direction that it tells, or else in the entry's. */
function partOf(detail: Element, entryMinor: bigint, asset: Asset): bigint | undefined {
  const amount = findAt(detail, "Amt") ?? findAt(detail, "AmtDtls", "TxAmt", "Amt");
  if (amount === undefined) return undefined;
  const amountMinor = amountOf(detail, amount, asset);
  const direction = textAt(detail, "CdtDbtInd");
  const isOut = direction === "" ? entryMinor < 0n : direction === "DBIT";
  return isOut ? -amountMinor : amountMinor;
}

const REFERENCES = ["EndToEndId", "InstrId", "TxId", "AcctSvcrRef", "PmtInfId"];
const NONE = "NOTPROVIDED";

function lineOf(entry: Element, detail: Element | undefined, amountMinor: bigint): StatementLine {
  const refs = findAt(detail, "Refs");
  const given = [
    ...REFERENCES.map((name) => textAt(refs, name)),
    textAt(detail, "RmtInf", "Strd", "CdtrRefInf", "Ref"),
    textAt(entry, "AcctSvcrRef"),
    textAt(entry, "NtryRef"),
  ];
  const other = amountMinor < 0n ? "Cdtr" : "Dbtr";
  const party = findAt(detail, "RltdPties", other);
  const texts = allOf(findAt(detail, "RmtInf"), "Ustrd").map(({ text }) => text);
  return {
    line: detail?.line ?? entry.line,
    id: textAt(refs, "AcctSvcrRef") || textAt(entry, "AcctSvcrRef"),
    references: namesOf(...given.filter((text) => text !== NONE)),
    ...momentOf(findAt(entry, "BookgDt"), "BookgDt", entry.line),
    amountMinor,
    feeMinor: null,
    counterparty: textAt(party, "Nm") || textAt(party, "Pty", "Nm"),
    memo: joined(...texts, textAt(detail, "AddtlTxInf"), textAt(entry, "AddtlNtryInf")),
  };
}
