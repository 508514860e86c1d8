// Publishing, withdrawing and checking plans and ladders.

import { draftQueries } from "../../../platform/publishing/api/draft-queries.ts";
import { publishMutation, type Shown } from "../../../platform/publishing/api/publish-mutation.ts";
import { withdrawMutation } from "../../../platform/publishing/api/withdraw-mutation.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";
import { findLadder, Ladder } from "./ladder.ts";
import { findPlan, Plan } from "./plan.ts";

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
    warnings: "What may be a mistake and was taken all the same.",
  }),
  withdrawMutation(PLAN_KIND, PLANS, { description: WITHDRAW }),
  draftQueries(PLAN_KIND),
  publishMutation(LADDER_KIND, LADDERS, { description: AGAIN }),
  withdrawMutation(LADDER_KIND, LADDERS, { description: WITHDRAW }),
  draftQueries(LADDER_KIND),
];
