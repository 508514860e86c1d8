// Custody: whether the money at the custody bank covers what is owed.

import { M20261124Custody } from "../../../migrations/0009-custody.ts";
import type { Feature } from "../../platform/feature.ts";
import { addCustody } from "./cli/custody.ts";
import { alertRaised } from "./store/alert-event.ts";

export const custody: Feature = {
  name: "finance/custody",
  events: [alertRaised],
  migrations: {
    9: M20261124Custody,
  },
  commands: [addCustody],
  api: () => import("./api/api.ts"),
};
