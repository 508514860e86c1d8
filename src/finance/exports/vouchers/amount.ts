// Formats amounts for vouchers, always with two decimals.
import { type Asset, formatAmount } from "../../../kernel/money.ts";

/** Decimals of voucher amounts; an asset with more decimals is refused. */
export const VOUCHER_SCALE = 2;

/** The text of an amount; the asset must have at most two decimals. */
export function voucherAmount(minor: bigint, { scale }: Asset): string {
  return formatAmount(minor * 10n ** BigInt(VOUCHER_SCALE - scale), VOUCHER_SCALE);
}
