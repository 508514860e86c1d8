// Why a document is refused that its form alone does not forbid.
import { errorCode } from "../../kernel/errors.ts";

/** It pays in a way that the rules on pyramid selling forbid. */
export const COMPLIANCE = errorCode("COMPLIANCE");
