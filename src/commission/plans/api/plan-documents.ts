// Publishes, withdraws, validates and compares plans.

import { draftQueries } from "../../../platform/publishing/api/draft-queries.ts";
import { publishMutation, type Shown } from "../../../platform/publishing/api/publish-mutation.ts";
import { AGAIN, WITHDRAW } from "../../../platform/publishing/api/texts.ts";
import { withdrawMutation } from "../../../platform/publishing/api/withdraw-mutation.ts";
import { PLAN_KIND } from "../store/plan-kind.ts";
import { findPlan, Plan } from "./plan.ts";

const GUARD =
  "A plan that can pay more levels than the network's complianceLevels is rejected with COMPLIANCE unless `acknowledge` gives a reason.";
const ACKNOWLEDGE =
  "The reason for publishing a plan that pays more levels than the network's complianceLevels. It is stored with the plan. Leave it out for other plans.";
const PLANS: Shown<Plan> = {
  type: Plan,
  find: (context, { version }) => findPlan(context, version),
};
export const PLAN_DOCUMENTS = [
  publishMutation(PLAN_KIND, PLANS, {
    what: "plan",
    description: `Publishes a version of the commission plan. ${AGAIN} ${GUARD}`,
    acknowledge: ACKNOWLEDGE,
    warns: true,
  }),
  withdrawMutation(PLAN_KIND, PLANS, { what: "plan", description: WITHDRAW }),
  draftQueries(PLAN_KIND, "commission plan"),
];
