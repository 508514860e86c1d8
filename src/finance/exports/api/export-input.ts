// What exportCreate is asked: the format, the days, and what only some formats take.
import { Field, InputType, Int } from "type-graphql";
import { enumOf } from "../../../platform/graphql/enum.ts";
import { DateTime, Json, LocalDate } from "../../../platform/graphql/scalars.ts";
import { EXPORT_FORMATS, type ExportFormat } from "../store/format.ts";
import { type ExportRequest, parseExport, VOUCHERS_BY, type VouchersBy } from "../store/request.ts";

export type FormatName = Uppercase<ExportFormat>;
export const FormatEnum = enumOf(
  "ExportFormat",
  "For whom an export is: the journal, vouchers for 用友 U8 or 金蝶 K/3 WISE, or a spreadsheet.",
  EXPORT_FORMATS.map((format) => format.toUpperCase() as FormatName),
);
const ByEnum = enumOf(
  "VouchersBy",
  "A voucher for each kind and day, or for each transaction.",
  VOUCHERS_BY.map((by) => by.toUpperCase() as Uppercase<VouchersBy>),
);

@InputType({ description: "Accounting dates, both inclusive; without them the whole journal." })
export class ExportCreateInput {
  @Field(() => FormatEnum)
  readonly format!: FormatName;

  @Field(() => String, {
    nullable: true,
    description: "Of XLSX: an account's statement; without any of the three the trial balance.",
  })
  readonly account?: string | null;

  @Field(() => String, { nullable: true, description: "Of XLSX: all accounts of a distributor." })
  readonly distributor?: string | null;

  @Field(() => String, { nullable: true, description: "Of XLSX: all accounts of a supplier." })
  readonly supplier?: string | null;

  @Field(() => Json, {
    nullable: true,
    description:
      "Of vouchers: what our accounts are in the other program's chart, as the README has it.",
  })
  readonly mapping?: unknown;

  @Field(() => ByEnum, { nullable: true, description: "Of vouchers; default: DAY." })
  readonly by?: Uppercase<VouchersBy> | null;

  @Field(() => Int, { nullable: true, description: "Of vouchers: the first one's; default: 1." })
  readonly firstNumber?: number | null;

  @Field(() => LocalDate, { nullable: true })
  readonly from?: string | null;

  @Field(() => LocalDate, { nullable: true })
  readonly to?: string | null;

  @Field(() => DateTime, { nullable: true, description: "As recorded up to then; default: now." })
  readonly asOf?: string | null;
}

/** The request of an input; throws as `parseExport` does. */
export function requestOf(input: ExportCreateInput): ExportRequest {
  const by = input.by?.toLowerCase() as VouchersBy | undefined;
  return parseExport(input.format.toLowerCase() as ExportFormat, { ...input, by });
}
