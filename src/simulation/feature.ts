// Simulation: what drafts of documents would have changed.

import { addDocuments } from "../commission/plans/cli/document.ts";
import type { Feature } from "../platform/feature.ts";
import { addSimulate } from "./cli/simulate.ts";
import { simulationJobs } from "./store/service.ts";

export const simulation: Feature = {
  name: "simulation",
  services: [simulationJobs],
  commands: [addDocuments, addSimulate],
  api: () => import("./api/api.ts"),
};
