// Release: pending earnings become available when they are due.

import { M20261122ReleaseRefund } from "../../../migrations/0002-release-refunds.ts";
import type { Feature } from "../../platform/feature.ts";
import { addRelease } from "./cli/release.ts";
import { RELEASE } from "./kinds.ts";
import { RELEASER } from "./releaser.ts";

export const release: Feature = {
  name: "commission/release",
  transactionKinds: [RELEASE],
  migrations: {
    2: M20261122ReleaseRefund,
  },
  jobs: [RELEASER],
  commands: [addRelease],
};
