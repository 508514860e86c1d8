// Parses amounts that are paid in or out: above zero, in the settlement asset.
import { Refusal } from "../kernel/errors.ts";
import { type Asset, parseAmount } from "../kernel/money.ts";

/** An amount in minor units; throws `INVALID` unless it is above zero. */
export function parsePaid(text: string, { scale }: Asset): bigint {
  const amountMinor = parseAmount(text, scale, "amount");
  if (amountMinor > 0n) return amountMinor;
  throw new Refusal("INVALID", `amount: "${text}" must be greater than 0`, "amount");
}
