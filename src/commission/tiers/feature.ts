// Tiers: the ladders that are published, and what distributors reach and lose on them.
import { M20261123TiersOverTime } from "../../../migrations/0007-tiers.ts";
import type { Feature } from "../../platform/feature.ts";
import { documentCommands } from "../../platform/publishing/cli/document.ts";
import { verifyPublished } from "../../platform/publishing/verify-published.ts";
import { besideTheBook } from "../../platform/verifier.ts";
import { addCloseWindow } from "./cli/close-window.ts";
import { LADDER, LADDER_WITHDRAWAL, TIER, WINDOW_CLOSE } from "./kinds.ts";
import { LADDER_KIND } from "./store/ladder-kind.ts";
import { tierChanged } from "./store/tier-event.ts";
import { verifyTiers } from "./store/verify-tiers.ts";

/** What it publishes in versions. */
const DOCUMENTS = [LADDER_KIND];

export const tiers: Feature = {
  name: "commission/tiers",
  transactionKinds: [LADDER, LADDER_WITHDRAWAL, TIER, WINDOW_CLOSE],
  events: [tierChanged],
  tables: {
    tier_change: "OFFERED",
    manual_tier: "OFFERED",
    window_close: "OFFERED",
    volume: "OFFERED",
  },
  migrations: {
    7: M20261123TiersOverTime,
  },
  verifiers: [
    besideTheBook((tx, since) => verifyPublished(tx, since, DOCUMENTS)),
    besideTheBook(verifyTiers, "tiers that did not change"),
  ],
  commands: [documentCommands(DOCUMENTS), addCloseWindow],
  api: () => import("./api/api.ts"),
};
