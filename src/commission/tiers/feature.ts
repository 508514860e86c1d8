// Tiers: what distributors reach and lose on the ladder.

import { M20261123TiersOverTime } from "../../../migrations/0007-tiers.ts";
import type { Feature } from "../../platform/feature.ts";
import { atTheEnd } from "../../platform/verifier.ts";
import { addCloseWindow } from "./cli/close-window.ts";
import { TIER, WINDOW_CLOSE } from "./kinds.ts";
import { tierChanged } from "./store/tier-event.ts";
import { verifyTiers } from "./store/verify-tiers.ts";

export const tiers: Feature = {
  name: "commission/tiers",
  transactionKinds: [TIER, WINDOW_CLOSE],
  events: [tierChanged],
  migrations: {
    7: M20261123TiersOverTime,
  },
  verifiers: [atTheEnd(verifyTiers)],
  commands: [addCloseWindow],
  api: () => import("./api/api.ts"),
};
