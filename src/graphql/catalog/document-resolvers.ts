// Publishing, withdrawing and checking plans and ladders.
import { LADDER_KIND } from "../../catalog/ladder-kind.ts";
import { PLAN_KIND } from "../../catalog/plan-kind.ts";
import { draftQueries } from "./compare-query.ts";
import { findLadder, Ladder } from "./ladder.ts";
import { findPlan, Plan } from "./plan.ts";
import { publishMutation, type Shown } from "./publish-mutation.ts";
import { withdrawMutation } from "./withdraw-mutation.ts";

const AGAIN = "The same document again gives the version that it has.";
const GUARD =
  "A plan that pays farther up than the network's complianceLevels is refused as COMPLIANCE, unless it is acknowledged.";
const ACKNOWLEDGE =
  "The reason why a plan that reaches farther than the network allows is published all the same. It is kept.";
const WITHDRAW =
  "Takes back a version that has not taken effect, neither by now nor for a settled order. It stays listed, and its effectiveFrom is free again.";

const PLANS: Shown<Plan> = {
  type: Plan,
  find: (context, { version }) => findPlan(context, version),
};
const LADDERS: Shown<Ladder> = {
  type: Ladder,
  find: (context, { version }) => findLadder(context, version),
};

export const DOCUMENT_RESOLVERS = [
  publishMutation(PLAN_KIND, PLANS, {
    description: `${AGAIN} ${GUARD}`,
    acknowledge: ACKNOWLEDGE,
    warns: true,
  }),
  withdrawMutation(PLAN_KIND, PLANS, WITHDRAW),
  draftQueries(PLAN_KIND),
  publishMutation(LADDER_KIND, LADDERS, { description: AGAIN }),
  withdrawMutation(LADDER_KIND, LADDERS, WITHDRAW),
  draftQueries(LADDER_KIND),
];
