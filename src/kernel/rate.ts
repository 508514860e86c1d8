// Rates, and the only place where a share is rounded (docs/rules.md §1).
import { Refusal } from "./errors.ts";

/** Rates are stored in millionths: "0.035" is 35,000. */
export const RATE_ONE = 1_000_000n;
const RATE = /^\d{1,20}(\.\d{1,6})?$/;
/** A message shows at most this many characters of an invalid rate. */
const MAX_SHOWN = 40;

export const ROUNDINGS = ["DOWN", "HALF_UP", "HALF_EVEN"] as const;
export type Rounding = (typeof ROUNDINGS)[number];

/** Why a text is not a rate; undefined if it is one. */
export function rateFault(text: string): string | undefined {
  const shown = text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
  if (/^\d{1,20}\.\d{7,}$/.test(text)) return `"${shown}" has more than 6 decimals`;
  if (!RATE.test(text)) return `"${shown}" is not a rate from "0" to "1"`;
  return micros(text) > RATE_ONE ? `"${shown}" is above 1` : undefined;
}

/** Converts a decimal string from "0" to "1" with at most 6 decimals to millionths; throws `INVALID`. */
export function parseRate(text: string, field: string): bigint {
  const fault = rateFault(text);
  if (fault !== undefined) throw new Refusal("INVALID", `${field}: ${fault}`, field);
  return micros(text);
}

/** Converts millionths to the shortest decimal string: 35,000 is "0.035". */
export function formatRate(micro: bigint): string {
  const whole = micro / RATE_ONE;
  const fraction = (micro % RATE_ONE).toString().padStart(6, "0").replace(/0+$/, "");
  return fraction === "" ? whole.toString() : `${whole}.${fraction}`;
}

function micros(text: string): bigint {
  const [whole = "0", fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(6, "0"));
}

/** amount × rate, exact, then rounded once to the minor unit; symmetric about zero. */
export function shareOf(amountMinor: bigint, rateMicro: bigint, rounding: Rounding): bigint {
  return divide(amountMinor * rateMicro, RATE_ONE, rounding);
}

/** An exact quotient, rounded once, symmetric about zero; `divisor` must be positive. */
export function divide(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  const down = dividend / divisor;
  if (rounding === "DOWN") return down;
  const rest = dividend % divisor;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const up = twice > divisor || (twice === divisor && (rounding === "HALF_UP" || down % 2n !== 0n));
  if (!up) return down;
  return dividend < 0n ? down - 1n : down + 1n;
}
