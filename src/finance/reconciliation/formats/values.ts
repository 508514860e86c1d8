// Amounts and times as statements write them: checked, exact, and without a guess.
import { Refusal } from "../../../kernel/errors.ts";
import { parseAmount } from "../../../kernel/money.ts";
import { parseDay } from "../../../kernel/time.ts";
import { faultAt, shown } from "./fault.ts";

/** Decimals behind the asset's own that are zero say nothing: WeChat's fees have five. */
const ZEROS = /(\.\d*?)0+$/;

/** An amount in minor units; an empty cell is none. Throws with the line and the column. */
export function amountAt(line: number, column: string, text: string, scale: number): bigint {
  if (text === "") return 0n;
  const decimals = text.split(".")[1] ?? "";
  const short = decimals.length > scale ? text.replace(ZEROS, "$1").replace(/\.$/, "") : text;
  try {
    return parseAmount(short.replace(/^\+/, ""), scale, column);
  } catch (fault) {
    throw fault instanceof Refusal ? faultAt(line, fault.message) : fault;
  }
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;

/** `2026-01-31 08:00:00`, the time perhaps missing. Throws with the line and the column. */
export function momentAt(
  line: number,
  column: string,
  text: string,
): { day: string; time: string } {
  const [day = "", time = "", ...rest] = text.split(/\s+/);
  const isTime = time === "" || TIME.test(time);
  if (rest.length > 0 || !isTime) throw faultAt(line, `${column}: ${shown(text)} is not a time`);
  return { day: dayAt(line, column, day), time };
}

/** A day of the calendar, `YYYY-MM-DD`; throws with the line and the column. */
export function dayAt(line: number, column: string, text: string): string {
  try {
    return parseDay(text, column);
  } catch (fault) {
    throw fault instanceof Refusal ? faultAt(line, fault.message) : fault;
  }
}

/** Names that are there, each once. */
export function namesOf(...texts: readonly string[]): string[] {
  return [...new Set(texts.filter((text) => text !== "" && text !== "0"))];
}

/** The texts that are there, as one. */
export function joined(...texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join(" ");
}
