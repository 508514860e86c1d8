// Commission plans and ladders: documents that are published.

import { M20261123Acknowledgement } from "../../../migrations/0004-plans-acknowledgement.ts";
import { M20261123Withdrawal } from "../../../migrations/0006-publishing-withdrawal.ts";
import { Ladder, Plan, Withdrawal } from "../../catalog/store/entities.ts";
import type { Feature } from "../../platform/feature.ts";
import { LADDER, LADDER_WITHDRAWAL, PLAN, PLAN_WITHDRAWAL } from "./kinds.ts";

export const plans: Feature = {
  name: "commission/plans",
  transactionKinds: [PLAN, PLAN_WITHDRAWAL, LADDER, LADDER_WITHDRAWAL],
  entities: [Plan, Ladder, Withdrawal],
  migrations: {
    4: M20261123Acknowledgement,
    6: M20261123Withdrawal,
  },
  api: () => import("./api/api.ts"),
};
