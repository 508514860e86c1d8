// Periods: closing the months of the books.

import { M20261124Closing } from "../../../migrations/0010-periods.ts";
import { PERIOD_CLOSE, PERIOD_REOPEN } from "../../ledger/kind.ts";
import type { Feature } from "../../platform/feature.ts";
import { addCloseMonth, addReopen } from "./cli/close-month.ts";

export const periods: Feature = {
  name: "finance/periods",
  transactionKinds: [PERIOD_CLOSE, PERIOD_REOPEN],
  migrations: {
    10: M20261124Closing,
  },
  commands: [addCloseMonth, addReopen],
  api: () => import("./api/api.ts"),
};
