// Why a note is refused.
import { errorCode } from "../../../src/kernel/errors.ts";

export const NOTE_REMOVED = errorCode("NOTE_REMOVED");
