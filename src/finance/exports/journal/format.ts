// The registry of the export formats, and the interface of a journal format; its methods are listed in
// calling order.

import type { Days } from "../../../kernel/days.ts";
import type { Asset } from "../../../kernel/money.ts";
import type { DayBalance, JournalEntry } from "./read-journal.ts";

/** What is known of a format: its description in the API, and the extension and type of its file. */
export interface FormatFacts {
  readonly meaning: string;
  readonly extension: string;
  readonly contentType: string;
}

const WORKBOOK = {
  extension: "xlsx",
  contentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};

const JOURNALS = {
  csv: {
    meaning: "The journal as CSV in UTF-8.",
    extension: "csv",
    contentType: "text/csv; charset=utf-8",
  },
  hledger: {
    meaning: "The journal for hledger.",
    extension: "journal",
    contentType: "text/plain; charset=utf-8",
  },
  beancount: {
    meaning: "The journal for Beancount.",
    extension: "beancount",
    contentType: "text/plain; charset=utf-8",
  },
} satisfies Readonly<Record<string, FormatFacts>>;
const VOUCHERS = {
  yonyou: {
    meaning: "Vouchers for 用友 U8.",
    extension: "txt",
    contentType: "text/plain; charset=gbk",
  },
  kingdee: { meaning: "Vouchers for 金蝶 K/3 WISE.", ...WORKBOOK },
} satisfies Readonly<Record<string, FormatFacts>>;

export type JournalFormat = keyof typeof JOURNALS;
export type VoucherFormat = keyof typeof VOUCHERS;
export type ExportFormat = JournalFormat | VoucherFormat | "xlsx";

/** The registry of the formats: the API, the command line and the downloads read it. */
export const FORMATS: Readonly<Record<ExportFormat, FormatFacts>> = {
  ...JOURNALS,
  ...VOUCHERS,
  xlsx: { meaning: "The trial balance or account statements as an Excel workbook.", ...WORKBOOK },
};
export const JOURNAL_FORMATS = Object.keys(JOURNALS) as JournalFormat[];
export const VOUCHER_FORMATS = Object.keys(VOUCHERS) as VoucherFormat[];
export const EXPORT_FORMATS = Object.keys(FORMATS) as ExportFormat[];

/** The network and the days of a journal. */
export interface Title {
  readonly network: string;
  readonly days: Days;
  readonly assets: readonly Asset[];
}

export interface DeclaredAccount {
  readonly name: string;
  readonly assets: readonly string[];
}

/** The text of a general ledger: only its postings. */
export interface LedgerText {
  head(): string;
  entry(entry: JournalEntry): string;
}

/** The text of a complete journal: declarations, balances and entries. */
export interface JournalText extends LedgerText {
  account(account: DeclaredAccount): string;
  /** Starts the transaction with the opening balances. */
  opening(): string;
  /** One line of the opening balances. */
  opened(balance: DayBalance): string;
  /** Starts the balances at the end of a day. */
  closing(day: string): string;
  /** One balance at the end of a day. */
  closed(balance: DayBalance): string;
}
