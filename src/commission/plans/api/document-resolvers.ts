// Publishes, withdraws, validates and compares plans and ladders.

import { draftQueries } from "../../../platform/publishing/api/draft-queries.ts";
import { publishMutation, type Shown } from "../../../platform/publishing/api/publish-mutation.ts";
import { withdrawMutation } from "../../../platform/publishing/api/withdraw-mutation.ts";
import { LADDER_KIND } from "../store/ladder-kind.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";
import { findLadder, Ladder } from "./ladder.ts";
import { findPlan, Plan } from "./plan.ts";

const AGAIN =
  "For ADMIN. Safe to repeat: publishing the same document again returns the existing version.";
const GUARD =
  "A plan that can pay more levels than the network's complianceLevels is rejected with COMPLIANCE unless `acknowledge` gives a reason.";
const ACKNOWLEDGE =
  "The reason for publishing a plan that pays more levels than the network's complianceLevels. It is stored with the plan. Leave it out for other plans.";
const WITHDRAW =
  "Withdraws a published version before it takes effect, and before any order at or after its effectiveFrom is settled. The version stays in the list; another version may use its effectiveFrom. For ADMIN. Safe to repeat with the same reason.";

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
    what: "plan",
    description: `Publishes a version of the commission plan. ${AGAIN} ${GUARD}`,
    acknowledge: ACKNOWLEDGE,
    warns: true,
  }),
  withdrawMutation(PLAN_KIND, PLANS, { what: "plan", description: WITHDRAW }),
  draftQueries(PLAN_KIND, "commission plan"),
  publishMutation(LADDER_KIND, LADDERS, {
    what: "ladder",
    description: `Publishes a version of the tier ladder. ${AGAIN}`,
  }),
  withdrawMutation(LADDER_KIND, LADDERS, { what: "ladder", description: WITHDRAW }),
  draftQueries(LADDER_KIND, "tier ladder"),
];
