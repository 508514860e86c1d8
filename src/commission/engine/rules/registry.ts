// Every kind of rule that a plan can have.
import { cashback } from "./cashback.ts";
import { differential } from "./differential.ts";
import { level } from "./level.ts";
import { priceDifference } from "./price-difference.ts";
import { referral } from "./referral.ts";
import { seller } from "./seller.ts";

export const RULE_KINDS = [seller, level, differential, priceDifference, referral, cashback];
