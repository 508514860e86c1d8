// Events: the feed for whoever watches.
import type { Feature } from "../platform/feature.ts";
import { addWatch } from "./cli/watch.ts";

export const events: Feature = {
  name: "events",
  commands: [addWatch],
  api: () => import("./api/api.ts"),
};
