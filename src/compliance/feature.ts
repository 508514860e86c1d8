// Compliance: how far up the tree sales were paid for.
import type { Feature } from "../platform/feature.ts";
import { addCompliance } from "./cli/compliance.ts";
import { COMPLIANCE_REPORT } from "./store/report-task.ts";

export const compliance: Feature = {
  name: "compliance",
  tasks: [COMPLIANCE_REPORT],
  commands: [addCompliance],
  api: () => import("./api/api.ts"),
};
