// Access: which tokens are accepted.
import type { Feature } from "../platform/feature.ts";
import { addToken } from "./cli/token.ts";

export const access: Feature = {
  name: "access",
  commands: [addToken],
};
