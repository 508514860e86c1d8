// What reconciliation adds to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { MAX_SEQ, nodeType } from "../../../platform/graphql/node-type.ts";
import { Difference, DifferenceFields } from "./difference.ts";
import { DifferenceMutation } from "./difference-mutation.ts";
import { differencesLoader, statementsLoader } from "./loaders.ts";
import { ReconcileQuery } from "./reconcile-query.ts";
import { Statement, StatementFields } from "./statement.ts";
import { StatementMutation } from "./statement-mutation.ts";
import { StatementRowFields } from "./statement-row.ts";

export const api: FeatureApi = {
  resolvers: [
    ReconcileQuery,
    StatementMutation,
    DifferenceMutation,
    StatementFields,
    StatementRowFields,
    DifferenceFields,
  ],
  nodes: [
    nodeType("Statement", STAFF, statementsLoader, (view) => new Statement(view), MAX_SEQ),
    nodeType("Difference", STAFF, differencesLoader, (view) => new Difference(view)),
  ],
};
