// Simulation: what drafts of documents would have changed.

import type { Feature } from "../platform/feature.ts";
import { addSimulate } from "./cli/simulate.ts";
import { SIMULATION } from "./store/simulations.ts";

export const simulation: Feature = {
  name: "simulation",
  jobs: [SIMULATION],
  commands: [addSimulate],
  api: () => import("./api/api.ts"),
};
