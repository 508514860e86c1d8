// Events: the feed in the API and on the command line.
import type { Feature } from "../platform/feature.ts";
import { addWatch } from "./cli/watch.ts";

export const events: Feature = {
  name: "events",
  commands: [addWatch],
  api: () => import("./api/api.ts"),
};
