// Reconciliation: the book against statements of banks and payment channels.

import { M20261125Reconciliation } from "../../../migrations/0015-reconciliation.ts";
import { M20261128ReconciliationRuns } from "../../../migrations/0021-reconciliation-runs.ts";
import type { Feature } from "../../platform/feature.ts";
import { besideTheBook, besideTheWholeBook } from "../../platform/verifier.ts";
import { addReconcile } from "./cli/reconcile.ts";
import { DIFFERENCE_EXPLANATION, RECONCILIATION, STATEMENT } from "./kinds.ts";
import { verifyDifferences } from "./store/verify-differences.ts";
import { verifyStatements } from "./store/verify-statements.ts";

export const reconciliation: Feature = {
  name: "finance/reconciliation",
  transactionKinds: [STATEMENT, RECONCILIATION, DIFFERENCE_EXPLANATION],
  tables: {
    matching_run: "OWN",
    statement: "OWN",
    statement_line: "OWN",
    statement_match: "OWN",
    difference: "OWN",
    difference_explanation: "OWN",
  },
  migrations: {
    15: M20261125Reconciliation,
    21: M20261128ReconciliationRuns,
  },
  verifiers: [
    besideTheBook(verifyStatements),
    besideTheWholeBook("matches of statements, and differences", verifyDifferences),
  ],
  commands: [addReconcile],
  api: () => import("./api/api.ts"),
};
