// Volume programmes: bonuses of suppliers by what they sell.

import { M20261123VolumeProgrammes } from "../../../migrations/0005-programmes.ts";
import { Programme } from "../../catalog/store/entities.ts";
import type { Feature } from "../../platform/feature.ts";
import { atTheEnd } from "../../platform/verifier.ts";
import { addCloseProgramme } from "./cli/close-programme.ts";
import { PROGRAMME, PROGRAMME_CLOSE, PROGRAMME_WITHDRAWAL } from "./kinds.ts";
import { rebateAccrued } from "./store/rebate-event.ts";
import { verifyProgrammes } from "./store/verify-programmes.ts";

export const programmes: Feature = {
  name: "commission/programmes",
  transactionKinds: [PROGRAMME, PROGRAMME_WITHDRAWAL, PROGRAMME_CLOSE],
  events: [rebateAccrued],
  entities: [Programme],
  migrations: {
    5: M20261123VolumeProgrammes,
  },
  verifiers: [atTheEnd((tx, network) => verifyProgrammes(network, tx))],
  commands: [addCloseProgramme],
  api: () => import("./api/api.ts"),
};
