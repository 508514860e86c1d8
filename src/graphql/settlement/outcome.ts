// What became of an order or a refund, as the API says it.
import type { Outcome } from "../../settlement/batch.ts";
import { enumOf } from "../enum.ts";

export const OutcomeEnum = enumOf<Outcome["status"]>(
  "OrderOutcome",
  "What became of it. REPEATED: the same had been settled before, and nothing changed.",
  ["SETTLED", "REPEATED", "REFUSED"],
);
