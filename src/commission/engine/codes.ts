// Why the fold refuses an order or a refund (docs/rules.md §2, §3, §6).
import { errorCode } from "../../kernel/errors.ts";

export const UNKNOWN_SELLER = errorCode("UNKNOWN_SELLER");
export const UNKNOWN_PRODUCT = errorCode("UNKNOWN_PRODUCT");
export const BEFORE_FIRST_PLAN = errorCode("BEFORE_FIRST_PLAN");
export const NEGATIVE_MARGIN = errorCode("NEGATIVE_MARGIN");
export const INSUFFICIENT_DEPOSIT = errorCode("INSUFFICIENT_DEPOSIT");
export const UNKNOWN_ORDER = errorCode("UNKNOWN_ORDER");
export const EXCEEDS_ORDER = errorCode("EXCEEDS_ORDER");
