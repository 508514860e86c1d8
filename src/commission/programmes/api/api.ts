// What volume programmes adds to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import { eventType } from "../../../platform/graphql/context.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { nodeType } from "../../../platform/graphql/node-type.ts";
import { rebateAccrued } from "../store/rebate-event.ts";
import { AccrualFields } from "./accrual.ts";
import { programmeVersionsLoader } from "./loaders.ts";
import { findProgramme, ProgrammeFields } from "./programme.ts";
import { PROGRAMME_DOCUMENTS, ProgrammeMutation } from "./programme-mutation.ts";
import { ProgrammeMemberFields, ProgrammeStandingFields } from "./programme-period.ts";
import { ProgrammeQuery } from "./programme-query.ts";
import { ProgrammeStatementFields } from "./programme-statement.ts";
import { RebateAccrued, RebateAccruedSubscription } from "./rebate-event.ts";

export const api: FeatureApi = {
  resolvers: [
    ProgrammeQuery,
    ProgrammeMutation,
    ...PROGRAMME_DOCUMENTS,
    ProgrammeFields,
    ProgrammeStandingFields,
    ProgrammeMemberFields,
    ProgrammeStatementFields,
    AccrualFields,
    RebateAccruedSubscription,
  ],
  nodes: [
    nodeType(
      "Programme",
      [...STAFF, "SUPPLIER"],
      programmeVersionsLoader,
      ({ code }, scope, context) => findProgramme(context, code, scope),
    ),
  ],
  events: [eventType(rebateAccrued, (fact) => new RebateAccrued(fact))],
};
