// A report as text and back: JSON has neither amounts of 64 bits nor refusals.
import { Refusal, type RefusalCode } from "../../kernel/errors.ts";
import type { Codec } from "../../platform/jobs/define.ts";
import type { ReplayReport } from "./report.ts";

/** Stand for what JSON lacks; nothing else of a report has a key that begins so. */
const AMOUNT = "$minor";
const REFUSAL = "$refusal";

export const REPORT_JSON: Codec<ReplayReport> = {
  encode: (report) => JSON.stringify(report, (_key, value) => encoded(value)),
  decode: (text) => JSON.parse(text, (_key, value) => decoded(value)),
};

function encoded(value: unknown): unknown {
  if (typeof value === "bigint") return { [AMOUNT]: `${value}` };
  if (!(value instanceof Refusal)) return value;
  const { code, message, field } = value;
  return { [REFUSAL]: code, message, field };
}

function decoded(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { [AMOUNT]: amount, [REFUSAL]: code, message, field } = value as Record<string, string>;
  if (amount !== undefined) return BigInt(amount);
  return code === undefined ? value : new Refusal(code as RefusalCode, message!, field);
}
