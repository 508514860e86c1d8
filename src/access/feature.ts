// Access: whose tokens are let in.
import type { Feature } from "../platform/feature.ts";
import { addToken } from "./cli/token.ts";

export const access: Feature = {
  name: "access",
  commands: [addToken],
};
