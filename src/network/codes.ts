// Why a change of the tree is refused.
import { errorCode } from "../kernel/errors.ts";

export const UNDER_ITSELF = errorCode("UNDER_ITSELF");
export const TOO_DEEP = errorCode("TOO_DEEP");
