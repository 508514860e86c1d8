// Compliance: how far up the tree sales were paid for.
import type { Feature } from "../platform/feature.ts";
import { addCompliance } from "./cli/compliance.ts";

export const compliance: Feature = {
  name: "compliance",
  commands: [addCompliance],
  api: () => import("./api/api.ts"),
};
