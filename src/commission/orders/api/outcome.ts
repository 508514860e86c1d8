// What became of an order or a refund, as the API says it.

import { enumOf } from "../../../platform/graphql/enum.ts";
import type { Outcome } from "../lane/batch.ts";

export const OutcomeEnum = enumOf<Outcome["status"]>(
  "OrderOutcome",
  "What became of it. REPEATED: the same had been settled before, and nothing changed.",
  ["SETTLED", "REPEATED", "REFUSED"],
);
