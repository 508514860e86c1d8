// Commission plans: the documents that say how margins are split.

import { M20261123Acknowledgement } from "../../../migrations/0004-plans-acknowledgement.ts";
import { M20261123Withdrawal } from "../../../migrations/0006-publishing-withdrawal.ts";
import type { Feature } from "../../platform/feature.ts";
import { documentCommands } from "../../platform/publishing/cli/document.ts";
import { verifyPublished } from "../../platform/publishing/verify-published.ts";
import { besideTheBook } from "../../platform/verifier.ts";
import { PLAN, PLAN_WITHDRAWAL } from "./kinds.ts";
import { PLAN_KIND } from "./store/plan-kind.ts";

/** What it publishes in versions. */
const DOCUMENTS = [PLAN_KIND];

export const plans: Feature = {
  name: "commission/plans",
  transactionKinds: [PLAN, PLAN_WITHDRAWAL],
  tables: { plan: "OFFERED" },
  migrations: {
    4: M20261123Acknowledgement,
    6: M20261123Withdrawal,
  },
  verifiers: [besideTheBook((tx, since) => verifyPublished(tx, since, DOCUMENTS))],
  commands: [documentCommands(DOCUMENTS)],
  api: () => import("./api/api.ts"),
};
