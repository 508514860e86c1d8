// The books: the ledger as people read it, verify it and audit it.

import { M20261121BookTreeSettlement } from "../../migrations/0001-ledger-network-orders.ts";
import { M20261124AuditTrail } from "../../migrations/0008-books-audit.ts";
import { M20261128Descriptions } from "../../migrations/0017-descriptions.ts";
import { M20261128CheaperChecks } from "../../migrations/0018-ledger-cheaper-checks.ts";
import { M20261128OnePass } from "../../migrations/0022-ledger-one-pass.ts";
import type { Feature } from "../platform/feature.ts";
import { addAssetCommands } from "./cli/asset.ts";
import { addAudit } from "./cli/audit.ts";
import { addBalances } from "./cli/balances.ts";
import { addVerify } from "./cli/verify.ts";
import { ASSET } from "./kinds.ts";

export const books: Feature = {
  name: "books",
  transactionKinds: [ASSET],
  migrations: {
    1: M20261121BookTreeSettlement,
    8: M20261124AuditTrail,
    17: M20261128Descriptions,
    18: M20261128CheaperChecks,
    22: M20261128OnePass,
  },
  commands: [addAssetCommands, addBalances, addAudit, addVerify],
  api: () => import("./api/api.ts"),
};
