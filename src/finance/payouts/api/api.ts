// What payouts adds to the API.
import { ANYONE } from "../../../platform/graphql/access.ts";
import { eventType } from "../../../platform/graphql/context.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { MAX_SEQ, nodeType } from "../../../platform/graphql/node-type.ts";
import { payoutChanged } from "../store/payout-event.ts";
import { payoutsLoader } from "./loaders.ts";
import { Payout, PayoutFields, PayoutStepFields } from "./payout.ts";
import { PayoutChanged, PayoutChangedSubscription } from "./payout-event.ts";
import { PayoutMutation } from "./payout-mutation.ts";
import { PayoutQuery } from "./payout-query.ts";
import { TaxIdentityResolver } from "./tax-identity.ts";
import { TaxReportResolver } from "./tax-report.ts";
import { TermsMutation, TermsQuery } from "./terms-mutation.ts";

export const api: FeatureApi = {
  resolvers: [
    PayoutQuery,
    PayoutMutation,
    PayoutFields,
    PayoutStepFields,
    TermsMutation,
    TermsQuery,
    TaxIdentityResolver,
    TaxReportResolver,
    PayoutChangedSubscription,
  ],
  nodes: [
    nodeType("Payout", ANYONE, payoutsLoader, (row, scope) => Payout.of(row, scope), MAX_SEQ),
  ],
  events: [eventType(payoutChanged, (fact) => new PayoutChanged(fact))],
};
