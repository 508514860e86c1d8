// Payouts, with the tax that is withheld from them and the payout terms.

import { M20261124Payouts } from "../../../migrations/0011-payouts.ts";
import { M20261125Tax } from "../../../migrations/0014-payouts-tax.ts";
import type { Feature } from "../../platform/feature.ts";
import { documentCommands } from "../../platform/publishing/cli/document.ts";
import { verifyPublished } from "../../platform/publishing/verify-published.ts";
import { besideTheBook } from "../../platform/verifier.ts";
import { addPayout } from "./cli/payout.ts";
import { addTax } from "./cli/tax.ts";
import {
  PAYOUT_APPROVAL,
  PAYOUT_BATCH,
  PAYOUT_CANCELLATION,
  PAYOUT_CONFIRMATION,
  PAYOUT_FAILURE,
  PAYOUT_REQUEST,
  TAX_IDENTITY,
  TERMS,
  TERMS_WITHDRAWAL,
} from "./kinds.ts";
import { payoutChanged } from "./store/payout-event.ts";
import { TERMS_KIND } from "./store/terms-kind.ts";
import { verifyPayouts } from "./store/verify-payouts.ts";
import { verifyPayoutRequests } from "./store/verify-requests.ts";
import { verifyTax } from "./store/verify-tax.ts";

/** What it publishes in versions. */
const DOCUMENTS = [TERMS_KIND];

export const payouts: Feature = {
  name: "finance/payouts",
  transactionKinds: [
    TERMS,
    TERMS_WITHDRAWAL,
    PAYOUT_REQUEST,
    PAYOUT_APPROVAL,
    PAYOUT_BATCH,
    PAYOUT_CONFIRMATION,
    PAYOUT_FAILURE,
    PAYOUT_CANCELLATION,
    TAX_IDENTITY,
  ],
  events: [payoutChanged],
  tables: {
    terms: "OWN",
    payout: "OFFERED",
    payout_step: "OWN",
    payout_tax: "OWN",
    tax_identity: "OWN",
  },
  migrations: {
    11: M20261124Payouts,
    14: M20261125Tax,
  },
  verifiers: [
    besideTheBook((tx, since) => verifyPublished(tx, since, DOCUMENTS)),
    besideTheBook(verifyPayouts),
    besideTheBook(
      (tx, since, network) => verifyTax(network, tx, since),
      "the amounts of taxes, which follow from the payments of a year",
    ),
    besideTheBook(verifyPayoutRequests),
  ],
  commands: [documentCommands(DOCUMENTS), addPayout, addTax],
  api: () => import("./api/api.ts"),
};
