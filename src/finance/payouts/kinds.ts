// The kinds of transactions that payouts write.
import { act } from "../../ledger/kind.ts";

export const TERMS = act("TERMS", "Payout terms were published.");
export const TERMS_WITHDRAWAL = act("TERMS_WITHDRAWAL");
export const PAYOUT_REQUEST = act("PAYOUT_REQUEST");
export const PAYOUT_APPROVAL = act("PAYOUT_APPROVAL");
export const PAYOUT_BATCH = act(
  "PAYOUT_BATCH",
  "A payment file with payouts was sent to the bank.",
);
export const PAYOUT_CONFIRMATION = act("PAYOUT_CONFIRMATION");
export const PAYOUT_FAILURE = act("PAYOUT_FAILURE");
export const PAYOUT_CANCELLATION = act("PAYOUT_CANCELLATION");
export const TAX_IDENTITY = act("TAX_IDENTITY", "The tax identity of a payee was set.");
