// The kinds of transactions that network writes.
import { act } from "../ledger/kind.ts";

export const ENROLMENT = act("ENROLMENT", "A distributor was added to the tree.");
export const MOVE = act("MOVE", "A distributor was moved in the tree.");
export const STATUS = act("STATUS", "The status of a distributor was set.");
export const WITHHOLDING = act(
  "WITHHOLDING",
  "Earnings of a distributor were held back or released.",
);
export const DISTRIBUTORS_IMPORT = act("DISTRIBUTORS_IMPORT");
