// Why a change of the tree is refused, and a document that its form alone does not forbid.
import { errorCode } from "../kernel/errors.ts";

export const UNDER_ITSELF = errorCode("UNDER_ITSELF");
export const TOO_DEEP = errorCode("TOO_DEEP");

/** It pays in a way that the rules on pyramid selling forbid. */
export const COMPLIANCE = errorCode("COMPLIANCE");
