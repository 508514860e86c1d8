// The network: the tree of distributors.

import { M20261123StatusHistory } from "../../migrations/0003-network-statuses.ts";
import { M20261125Withholding } from "../../migrations/0012-network-withholding.ts";
import { M20261128TeamSizes } from "../../migrations/0019-network-team-sizes.ts";
import { M20261128Paths } from "../../migrations/0020-network-paths.ts";
import type { Feature } from "../platform/feature.ts";
import { besideTheBook, besideTheWholeBook } from "../platform/verifier.ts";
import { addImportDistributors } from "./cli/import-distributors.ts";
import { addMigrate } from "./cli/migrate.ts";
import { addNetwork } from "./cli/network.ts";
import { COMPLIANCE, TOO_DEEP, UNDER_ITSELF } from "./codes.ts";
import { DISTRIBUTORS_IMPORT, ENROLMENT, MOVE, STATUS, WITHHOLDING } from "./kinds.ts";
import { verifyHistory } from "./store/verify-history.ts";
import { verifyPaths, verifyTeams } from "./store/verify-teams.ts";

export const network: Feature = {
  name: "network",
  errorCodes: {
    [UNDER_ITSELF]: "A distributor cannot be moved below itself.",
    [TOO_DEEP]: "The distributor tree would become too deep.",
    [COMPLIANCE]:
      "The document pays in a way that is not allowed, or more levels than allowed without an acknowledgement.",
  },
  transactionKinds: [ENROLMENT, MOVE, STATUS, WITHHOLDING, DISTRIBUTORS_IMPORT],
  tables: {
    distributor: "OFFERED",
    status_change: "OFFERED",
    withholding: "OFFERED",
    ladder: "OFFERED",
    team_size: "OWN",
    distributor_path: "OFFERED",
  },
  migrations: {
    3: M20261123StatusHistory,
    12: M20261125Withholding,
    19: M20261128TeamSizes,
    20: M20261128Paths,
  },
  verifiers: [
    besideTheBook(verifyHistory, "statuses and withheld earnings that did not change"),
    besideTheWholeBook("the paths of the tree", verifyPaths),
    besideTheWholeBook("the sizes of teams", verifyTeams),
  ],
  commands: [addMigrate, addNetwork, addImportDistributors],
  api: () => import("./api/api.ts"),
};
