// The kinds of transactions that deposits write.
import { act } from "../../ledger/kind.ts";

export const DEPOSIT = act("DEPOSIT", "A distributor paid in a deposit.");
export const CUSTODY_TOP_UP = act(
  "CUSTODY_TOP_UP",
  "The platform paid its own money into custody.",
);
