// Amounts as vouchers have them: with two decimals, whatever the asset has.
import { type Asset, formatAmount } from "../../../kernel/money.ts";

/** Decimals of amounts in vouchers; an asset with more has no place in them. */
export const VOUCHER_SCALE = 2;

/** An amount of an asset of at most two decimals. */
export function voucherAmount(minor: bigint, { scale }: Asset): string {
  return formatAmount(minor * 10n ** BigInt(VOUCHER_SCALE - scale), VOUCHER_SCALE);
}
