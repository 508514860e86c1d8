// Parses an export request: its days, its recorded time, and the options of its format.
import { Refusal } from "../../../kernel/errors.ts";
import { parseDay, parseInstant } from "../../../kernel/time.ts";
import { DEFAULT_MAPPING } from "./default-mapping.ts";
import {
  type ExportFormat,
  type JournalFormat,
  VOUCHER_FORMATS,
  type VoucherFormat,
} from "./format.ts";
import { parseMapping, type VoucherMapping } from "./mapping.ts";

export const VOUCHERS_BY = ["day", "transaction"] as const;
export type VouchersBy = (typeof VOUCHERS_BY)[number];

/** The accounts of the statements; without it the export is the trial balance. */
export type AccountStatementOf =
  | { readonly account: string }
  | { readonly distributor: string }
  | { readonly supplier: string };

export interface VoucherOptions {
  readonly mapping: VoucherMapping;
  /** One voucher for each kind and day, or for each transaction. */
  readonly by: VouchersBy;
  /** The number of the first voucher of the first month; later months start with 1. */
  readonly firstNumber: number;
}

interface Stretch {
  /** Accounting dates, both inclusive; by default the days of the first and the last posting. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Epoch milliseconds: the ledger as recorded up to this time; by default as it is now. */
  readonly asOf?: number | undefined;
}

export type ExportRequest = Stretch &
  (
    | { readonly format: JournalFormat }
    | { readonly format: "xlsx"; readonly of?: AccountStatementOf | undefined }
    | { readonly format: VoucherFormat; readonly vouchers: VoucherOptions }
  );

/** The options as text. */
export interface ExportText {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly asOf?: string | null | undefined;
  readonly account?: string | null | undefined;
  readonly distributor?: string | null | undefined;
  readonly supplier?: string | null | undefined;
  readonly mapping?: unknown;
  readonly by?: VouchersBy | null | undefined;
  readonly firstNumber?: number | null | undefined;
}

const STATEMENT_FIELDS = ["account", "distributor", "supplier"] as const;
const VOUCHER_FIELDS = ["mapping", "by", "firstNumber"] as const;

/**
 * Parses a request. Throws `INVALID` for invalid days, days in the wrong order, and options that
 * the format does not have; `Refusals` for a faulty mapping.
 */
export function parseExport(format: ExportFormat, text: ExportText): ExportRequest {
  const stretch = parseStretch(text);
  const isVouchers = (VOUCHER_FORMATS as readonly string[]).includes(format);
  if (!isVouchers) assertAbsent(text, VOUCHER_FIELDS, "vouchers");
  if (format !== "xlsx") assertAbsent(text, STATEMENT_FIELDS, "spreadsheets");
  if (format === "xlsx") return { ...stretch, format, of: parseOf(text) };
  if (!isVouchers) return { ...stretch, format: format as JournalFormat };
  return { ...stretch, format: format as VoucherFormat, vouchers: parseVouchers(text) };
}

function parseStretch(text: ExportText): Stretch {
  const from = text.from == null ? undefined : parseDay(text.from, "from");
  const to = text.to == null ? undefined : parseDay(text.to, "to");
  if (from !== undefined && to !== undefined && from > to) {
    throw new Refusal("INVALID", `to: ${to} is before from, ${from}`, "to");
  }
  return { from, to, asOf: text.asOf == null ? undefined : parseInstant(text.asOf, "asOf") };
}

function assertAbsent(text: ExportText, fields: readonly (keyof ExportText)[], of: string): void {
  const field = fields.find((name) => text[name] != null);
  if (field === undefined) return;
  throw new Refusal("INVALID", `${field}: is allowed only in exports of ${of}`, field);
}

function parseOf({ account, distributor, supplier }: ExportText): AccountStatementOf | undefined {
  const given = [
    ...(account == null ? [] : [{ account }]),
    ...(distributor == null ? [] : [{ distributor }]),
    ...(supplier == null ? [] : [{ supplier }]),
  ];
  if (given.length <= 1) return given[0];
  const message = "account: give only one of account, distributor and supplier";
  throw new Refusal("INVALID", message, "account");
}

function parseVouchers({ mapping, by, firstNumber }: ExportText): VoucherOptions {
  const first = firstNumber ?? 1;
  if (!Number.isInteger(first) || first < 1) {
    const message = `firstNumber: ${first} must be a whole number above 0`;
    throw new Refusal("INVALID", message, "firstNumber");
  }
  return { mapping: parseMapping(mapping ?? DEFAULT_MAPPING), by: by ?? "day", firstNumber: first };
}
