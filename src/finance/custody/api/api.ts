// What custody adds to the API.
import { eventType } from "../../../platform/graphql/context.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { alertRaised } from "../store/alert-event.ts";
import { AlertRaised, AlertRaisedSubscription } from "./alert-event.ts";
import { CustodyFields, CustodyQuery } from "./custody-query.ts";
import { custodyMetrics } from "./metrics.ts";

export const api: FeatureApi = {
  resolvers: [CustodyQuery, CustodyFields, AlertRaisedSubscription],
  events: [eventType(alertRaised, (fact) => new AlertRaised(fact))],
  metrics: custodyMetrics,
};
