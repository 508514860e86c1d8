// Every kind of rule that a plan can have.
import { differential } from "./differential.ts";
import { level } from "./level.ts";
import { seller } from "./seller.ts";

export const RULE_KINDS = [seller, level, differential];
