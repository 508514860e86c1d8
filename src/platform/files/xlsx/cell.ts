// Cells of a spreadsheet as XML: text that is never run, and amounts as the digits that they have.

/** A text, a whole number, a day, an amount in its decimal digits, or nothing. */
export type Cell =
  | string
  | { readonly whole: number }
  | { readonly day: string }
  | { readonly amount: string }
  | undefined;

/** A spreadsheet counts in doubles: beyond so many digits it would show another amount. */
const EXACT_DIGITS = 15;
const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets, as far as days after February 1900 go. */
const DAY_ZERO_MS = Date.UTC(1899, 11, 30);

/** The places of the formats in the workbook's styles. */
export const STYLES = { text: 1, heading: 2, day: 3, whole: 4, amount: 5 } as const;

/** A cell at `B2`; an amount of more digits than a spreadsheet can count in is shown as text. */
export function cellXml(reference: string, cell: Cell, isHeading: boolean): string {
  if (cell === undefined || cell === "") return "";
  if (typeof cell === "string") return textXml(reference, cell, isHeading);
  if ("whole" in cell) return numberXml(reference, STYLES.whole, `${cell.whole}`);
  if ("day" in cell) {
    const days = (Date.parse(`${cell.day}T00:00:00Z`) - DAY_ZERO_MS) / DAY_MS;
    return numberXml(reference, STYLES.day, `${days}`);
  }
  const { amount } = cell;
  if (amount.replaceAll(/\D/g, "").replace(/^0+/, "").length > EXACT_DIGITS) {
    return textXml(reference, amount, isHeading);
  }
  const decimals = amount.includes(".") ? amount.length - amount.indexOf(".") - 1 : 0;
  return numberXml(reference, STYLES.amount + decimals, amount);
}

function numberXml(reference: string, style: number, digits: string): string {
  return `<c r="${reference}" s="${style}"><v>${digits}</v></c>`;
}

function textXml(reference: string, text: string, isHeading: boolean): string {
  const style = isHeading ? STYLES.heading : STYLES.text;
  const plain = escapeXml(text);
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${plain}</t></is></c>`;
}

const NAMED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what XML cannot have.
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A text in XML: without what XML cannot have (half a character becomes U+FFFD as it is encoded), and no part of it read as `_xHHHH_`, a spreadsheet's own escape. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(NOT_IN_XML, " ")
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replaceAll(/[&<>"]/g, (character) => NAMED[character]!);
}

/** The name of a column by its place from 0: A, …, Z, AA, … */
export function columnName(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : columnName(Math.floor(index / 26) - 1) + last;
}
