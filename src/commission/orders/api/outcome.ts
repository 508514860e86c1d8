// The outcome of an order or a refund in the API.

import { enumOf } from "../../../platform/graphql/enum.ts";
import type { Outcome } from "../lane/batch.ts";

export const OutcomeEnum = enumOf<Outcome["status"]>(
  "OrderOutcome",
  "The outcome of an order or a refund.",
  ["SETTLED", "REPEATED", "REFUSED"],
  {
    SETTLED: "It was posted to the ledger.",
    REPEATED: "The same input was posted before; nothing changed.",
    REFUSED: "It was rejected; nothing changed.",
  },
);
