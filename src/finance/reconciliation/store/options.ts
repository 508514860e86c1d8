// How a statement is to be taken, from the texts of an input object or a command line.

import { parseCode } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { type Asset, parseAmount } from "../../../kernel/money.ts";
import { parseDay } from "../../../kernel/time.ts";
import type { Tolerance } from "../engine/matching.ts";
import type { StatementFormat } from "../formats/statement.ts";
import type { ImportOptions } from "./import-statement.ts";

/** Days by which an amount may be found off its day at most, and unless it is said. */
const MAX_DAYS = 31;
export const DEFAULT_DAYS = 3;

export interface ToleranceText {
  readonly toleranceDays?: number | null | undefined;
  readonly tolerance?: string | null | undefined;
}

export interface ImportText extends ToleranceText {
  readonly source: string;
  readonly format: StatementFormat;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** Throws `INVALID` with the field. */
export function parseImport(text: ImportText, asset: Asset): ImportOptions {
  const day = (field: "from" | "to") =>
    text[field] == null ? {} : { [field]: parseDay(text[field], field) };
  return {
    source: parseCode(text.source, "source"),
    format: text.format,
    days: { ...day("from"), ...day("to") },
    tolerance: parseTolerance(text, asset),
  };
}

/** Throws `INVALID` with the field. */
export function parseTolerance(
  { toleranceDays, tolerance }: ToleranceText,
  asset: Asset,
): Tolerance {
  const days = toleranceDays ?? DEFAULT_DAYS;
  if (!Number.isInteger(days) || days < 0 || days > MAX_DAYS) {
    const why = `${days} is not a whole number from 0 to ${MAX_DAYS}`;
    throw new Refusal("INVALID", `toleranceDays: ${why}`, "toleranceDays");
  }
  const amountMinor = parseAmount(tolerance ?? "0", asset.scale, "tolerance");
  if (amountMinor >= 0n) return { days, amountMinor };
  throw new Refusal("INVALID", `tolerance: "${tolerance}" is below 0`, "tolerance");
}
