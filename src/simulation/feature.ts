// Simulation: what drafts of documents would have changed.

import type { Feature } from "../platform/feature.ts";
import { addSimulate } from "./cli/simulate.ts";
import { simulationJobs } from "./store/service.ts";

export const simulation: Feature = {
  name: "simulation",
  services: [simulationJobs],
  commands: [addSimulate],
  api: () => import("./api/api.ts"),
};
