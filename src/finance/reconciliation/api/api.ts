// What reconciliation adds to the API.
import { STAFF } from "../../../platform/graphql/access.ts";
import type { FeatureApi } from "../../../platform/graphql/feature-api.ts";
import { MAX_SEQ, nodeType } from "../../../platform/graphql/node-type.ts";
import { Difference, DifferenceFields } from "./difference.ts";
import { differencesLoader, statementsLoader } from "./loaders.ts";
import { ReconcileMutation } from "./reconcile-mutation.ts";
import { ReconcileQuery } from "./reconcile-query.ts";
import { Statement, StatementFields, StatementRowFields } from "./statement.ts";

export const api: FeatureApi = {
  resolvers: [
    ReconcileQuery,
    ReconcileMutation,
    StatementFields,
    StatementRowFields,
    DifferenceFields,
  ],
  nodes: [
    nodeType("Statement", STAFF, statementsLoader, (view) => new Statement(view), MAX_SEQ),
    nodeType("Difference", STAFF, differencesLoader, (view) => new Difference(view)),
  ],
};
