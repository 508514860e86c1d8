// The kinds of transactions that network writes.
import { act } from "../ledger/kind.ts";

export const ENROLMENT = act("ENROLMENT");
export const MOVE = act("MOVE");
export const STATUS = act("STATUS");
export const WITHHOLDING = act("WITHHOLDING");
export const DISTRIBUTORS_IMPORT = act("DISTRIBUTORS_IMPORT");
