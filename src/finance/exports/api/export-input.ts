// The input of exportCreate: format, accounting dates, and the options of single formats.
import { Field, InputType, Int } from "type-graphql";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { DateTime, Json, LocalDate } from "../../../platform/graphql/scalars.ts";
import { EXPORT_FORMATS, type ExportFormat, FORMATS } from "../journal/format.ts";
import {
  type ExportRequest,
  parseExport,
  VOUCHERS_BY,
  type VouchersBy,
} from "../journal/request.ts";

export type FormatName = Uppercase<ExportFormat>;
export const FormatEnum = enumOf(
  "ExportFormat",
  "The file format of an export.",
  EXPORT_FORMATS.map((format) => format.toUpperCase() as FormatName),
  Object.fromEntries(EXPORT_FORMATS.map((one) => [one.toUpperCase(), FORMATS[one].meaning])),
);
const ByEnum = enumOf(
  "VouchersBy",
  "How transactions are grouped into vouchers.",
  VOUCHERS_BY.map((by) => by.toUpperCase() as Uppercase<VouchersBy>),
  {
    DAY: "One voucher for all transactions of the same kind and day.",
    TRANSACTION: "One voucher for each transaction.",
  },
);

@InputType({ description: "What to export. Without from and to the whole ledger is exported." })
export class ExportCreateInput {
  @Field(() => FormatEnum, { description: "The format of the file." })
  readonly format!: FormatName;

  @Field(() => String, {
    nullable: true,
    description:
      "For XLSX only: exports the statement of this account. Give at most one of account, distributor and supplier; without them the trial balance is exported.",
  })
  readonly account?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "For XLSX only: exports the statements of all accounts of the distributor with this code.",
  })
  readonly distributor?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "For XLSX only: exports the statements of all accounts of the supplier with this code.",
  })
  readonly supplier?: string | null;

  @Field(() => Json, {
    nullable: true,
    description:
      "For YONYOU and KINGDEE only: maps the accounts to the other program's chart of accounts, in the JSON format that `tributary voucher-mapping` prints.",
  })
  readonly mapping?: unknown;

  @Field(() => ByEnum, {
    nullable: true,
    description:
      "For YONYOU and KINGDEE only: how transactions are grouped into vouchers. Default: DAY.",
  })
  readonly by?: Uppercase<VouchersBy> | null;

  @Field(() => Int, {
    nullable: true,
    description:
      "For YONYOU and KINGDEE only: the number of the first voucher of the first month. Default: 1.",
  })
  readonly firstNumber?: number | null;

  @Field(() => LocalDate, {
    nullable: true,
    description: "The first accounting date. Default: the date of the first posting.",
  })
  readonly from?: string | null;

  @Field(() => LocalDate, {
    nullable: true,
    description: "The last accounting date, included. Default: the date of the last posting.",
  })
  readonly to?: string | null;

  @Field(() => DateTime, {
    nullable: true,
    description: "Export the transactions recorded up to this instant. Default: now.",
  })
  readonly asOf?: string | null;
}

/** The request of an input; throws as `parseExport` does. */
export function requestOf(input: ExportCreateInput): ExportRequest {
  const by = input.by?.toLowerCase() as VouchersBy | undefined;
  return parseExport(input.format.toLowerCase() as ExportFormat, { ...input, by });
}
