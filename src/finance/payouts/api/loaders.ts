// What payouts reads for many fields at once.

import { loader } from "../../../platform/graphql/loader.ts";
import type { PayoutRow } from "../store/payout-row.ts";
import { findTaxDue } from "../store/payout-tax.ts";
import { findPayouts, findPayoutsByRef, stepsOf } from "../store/read-payouts.ts";

export const payoutsLoader = loader(findPayouts);
export const payoutsByRefLoader = loader(findPayoutsByRef);
export const payoutStepsLoader = loader(stepsOf);
/** The tax that approving a payout now would withhold. */
export const taxDueLoader = loader(
  (tx, rows: readonly PayoutRow[], network) => findTaxDue(network, tx, rows, Date.now()),
  ({ seq }) => seq,
);
