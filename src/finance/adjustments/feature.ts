// Adjustments: manual entries by template, each approved by a second person.

import { M20261125Adjustments } from "../../../migrations/0013-adjustments.ts";
import type { Feature } from "../../platform/feature.ts";
import { addAdjustment } from "./cli/adjustment.ts";
import { ADJUSTMENT, ADJUSTMENT_PROPOSAL, ADJUSTMENT_REJECTION } from "./kinds.ts";
import { adjustmentVerifier } from "./store/verify-adjustments.ts";

export const adjustments: Feature = {
  name: "finance/adjustments",
  transactionKinds: [ADJUSTMENT_PROPOSAL, ADJUSTMENT, ADJUSTMENT_REJECTION],
  tables: { adjustment: "OFFERED", adjustment_step: "OWN" },
  migrations: {
    13: M20261125Adjustments,
  },
  verifiers: [adjustmentVerifier],
  commands: [addAdjustment],
  api: () => import("./api/api.ts"),
};
