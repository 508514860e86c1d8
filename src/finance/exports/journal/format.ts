// Defines the export formats, and the interface of a journal format; its methods are listed in
// calling order.
import type { Asset } from "../../../kernel/money.ts";
import type { DayBalance, Days, JournalEntry } from "./read-journal.ts";

export const JOURNAL_FORMATS = ["csv", "hledger", "beancount"] as const;
export const VOUCHER_FORMATS = ["yonyou", "kingdee"] as const;
export const EXPORT_FORMATS = [...JOURNAL_FORMATS, ...VOUCHER_FORMATS, "xlsx"] as const;
export type JournalFormat = (typeof JOURNAL_FORMATS)[number];
export type VoucherFormat = (typeof VOUCHER_FORMATS)[number];
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

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
