// Writes the general ledger as CSV, one row for each posting, for spreadsheets and for recomputing
// the ledger.

import { type Asset, formatAmount } from "../../../kernel/money.ts";
import { remembering } from "../../../kernel/remember.ts";
import { plainText } from "../../../platform/files/csv-text.ts";
import { counterpartyOf, memoOf } from "../journal/describe.ts";
import type { LedgerText } from "../journal/format.ts";
import type { JournalEntry } from "../journal/read-journal.ts";

const COLUMNS = [
  ...["date", "sequence", "ref", "line", "account"],
  ...["debit", "credit", "asset", "counterparty", "memo"],
];

export class LedgerCsv implements LedgerText {
  readonly #scales: ReadonlyMap<string, number>;
  readonly #cell = remembering(cell);

  constructor(assets: readonly Asset[]) {
    this.#scales = new Map(assets.map(({ code, scale }) => [code, scale]));
  }

  head(): string {
    return `${COLUMNS.join(",")}\n`;
  }

  entry(entry: JournalEntry): string {
    const { date, seq } = entry;
    const ref = cell(entry.ref ?? "");
    const memo = cell(memoOf(entry));
    let text = "";
    for (const posting of entry.postings) {
      const { line, account, asset, amountMinor } = posting;
      const scale = this.#scales.get(asset)!;
      const debit = amountMinor > 0n ? formatAmount(amountMinor, scale) : "";
      const credit = amountMinor < 0n ? formatAmount(-amountMinor, scale) : "";
      const party = this.#cell(counterpartyOf(entry, posting));
      text += `${date},${seq},${ref},${line},${this.#cell(account)},${debit},${credit},${asset},${party},${memo}\n`;
    }
    return text;
  }
}

/** A text that no spreadsheet runs as a formula, quoted if CSV requires it. */
function cell(text: string): string {
  const plain = plainText(text);
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
