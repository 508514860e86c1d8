// Writes the journal for hledger: our account names, with declarations and balance assertions.
import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { type AccountRoot, rootOf } from "../../../ledger/chart/pattern.ts";
import { memoOf, onOneLine } from "../journal/describe.ts";
import type { DeclaredAccount, JournalText, Title } from "../journal/format.ts";
import type { DayBalance, JournalEntry } from "../journal/read-journal.ts";

const TYPES: Readonly<Record<AccountRoot, string>> = {
  assets: "A",
  liabilities: "L",
  equity: "E",
  revenue: "R",
  income: "R",
  expenses: "X",
};

export class HledgerJournal implements JournalText {
  readonly #title: Title;
  readonly #scales: ReadonlyMap<string, number>;

  constructor(title: Title) {
    this.#title = title;
    this.#scales = new Map(title.assets.map(({ code, scale }) => [code, scale]));
  }

  head(): string {
    const { network, days, assets } = this.#title;
    return [
      `; the journal of ${network}, ${days.from} to ${days.to}`,
      "decimal-mark .",
      ...assets.map((asset) => `commodity ${sampleOf(asset)}`),
      "",
    ].join("\n");
  }

  account({ name }: DeclaredAccount): string {
    const root = rootOf(name);
    return `account ${name}${root === undefined ? "" : `  ; type: ${TYPES[root]}`}\n`;
  }

  opening(): string {
    return `\n${this.#title.days.from} * opening balances\n`;
  }

  opened({ account, asset, balanceMinor }: DayBalance): string {
    return `    ${account}  ${this.#amount(asset, balanceMinor)}\n`;
  }

  closing(day: string): string {
    return `\n${day} * balances at the end of the day\n`;
  }

  closed({ account, asset, balanceMinor }: DayBalance): string {
    return `    ${account}  ${this.#amount(asset, 0n)} = ${this.#amount(asset, balanceMinor)}\n`;
  }

  entry(entry: JournalEntry): string {
    const { date, seq, kind, ref, occurredAt, postings } = entry;
    // A semicolon would start a comment, and a colon in a comment would start a tag.
    const about = onOneLine(`${ref ?? kind} | ${memoOf(entry)}`).replaceAll(";", "；");
    let text = `\n${date} * (${seq}) ${about}  ; kind:${kind}, occurred:${formatInstant(occurredAt)}\n`;
    for (const { account, asset, amountMinor } of postings) {
      text += `    ${account}  ${this.#amount(asset, amountMinor)}\n`;
    }
    return text;
  }

  #amount(asset: string, minor: bigint): string {
    return `${formatAmount(minor, this.#scales.get(asset)!)} ${symbolOf(asset)}`;
  }
}

/** The sample amount of a commodity directive; it needs a decimal mark even without decimals. */
function sampleOf({ code, scale }: Asset): string {
  return `1000.${"0".repeat(scale)} ${symbolOf(code)}`;
}

/** The symbol of a commodity; a symbol with a digit needs quotes. */
function symbolOf(asset: string): string {
  return /\d/.test(asset) ? `"${asset}"` : asset;
}
