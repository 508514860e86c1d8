// What there is to export, and what a format of the journal has to say of each part of it; the parts come in this order.
import type { Asset } from "../../../kernel/money.ts";
import type { DayBalance, Days, JournalEntry } from "./read-journal.ts";

export const JOURNAL_FORMATS = ["csv", "hledger", "beancount"] as const;
export const VOUCHER_FORMATS = ["yonyou", "kingdee"] as const;
export const EXPORT_FORMATS = [...JOURNAL_FORMATS, ...VOUCHER_FORMATS, "xlsx"] as const;
export type JournalFormat = (typeof JOURNAL_FORMATS)[number];
export type VoucherFormat = (typeof VOUCHER_FORMATS)[number];
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** Whose journal it is, and of which days. */
export interface Title {
  readonly network: string;
  readonly days: Days;
  readonly assets: readonly Asset[];
}

export interface DeclaredAccount {
  readonly name: string;
  readonly assets: readonly string[];
}

/** The text of a general ledger: nothing but its postings. */
export interface LedgerText {
  head(): string;
  entry(entry: JournalEntry): string;
}

/** The text of a journal that stands alone: declarations and balances beside its entries. */
export interface JournalText extends LedgerText {
  account(account: DeclaredAccount): string;
  /** Begins the transaction that opens accounts with what they held, */
  opening(): string;
  /** and each of its lines. */
  opened(balance: DayBalance): string;
  /** Begins the balances at the end of a day, */
  closing(day: string): string;
  /** and each of them. */
  closed(balance: DayBalance): string;
}
