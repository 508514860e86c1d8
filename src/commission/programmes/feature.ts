// Volume programmes: bonuses of suppliers by what they sell.

import { M20261123VolumeProgrammes } from "../../../migrations/0005-programmes.ts";
import type { Feature } from "../../platform/feature.ts";
import { documentCommands } from "../../platform/publishing/cli/document.ts";
import { verifyPublished } from "../../platform/publishing/verify-published.ts";
import { besideTheBook } from "../../platform/verifier.ts";
import { addCloseProgramme } from "./cli/close-programme.ts";
import { PROGRAMME, PROGRAMME_CLOSE, PROGRAMME_WITHDRAWAL } from "./kinds.ts";
import { PROGRAMME_KIND } from "./store/programme-kind.ts";
import { rebateAccrued } from "./store/rebate-event.ts";
import { verifyProgrammes } from "./store/verify-programmes.ts";

/** What it publishes in versions. */
const DOCUMENTS = [PROGRAMME_KIND];

export const programmes: Feature = {
  name: "commission/programmes",
  transactionKinds: [PROGRAMME, PROGRAMME_WITHDRAWAL, PROGRAMME_CLOSE],
  events: [rebateAccrued],
  tables: {
    programme: "OFFERED",
    supplier_volume: "OFFERED",
    accrual: "OFFERED",
    programme_close: "OFFERED",
  },
  migrations: {
    5: M20261123VolumeProgrammes,
  },
  verifiers: [
    besideTheBook((tx, since) => verifyPublished(tx, since, DOCUMENTS)),
    besideTheBook(
      (tx, since, network) => verifyProgrammes(network, tx, since),
      "bonuses against the turnover of their periods",
    ),
  ],
  commands: [documentCommands(DOCUMENTS), addCloseProgramme],
  api: () => import("./api/api.ts"),
};
