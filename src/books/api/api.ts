// What reading the books adds to the API.
import { STAFF } from "../../platform/graphql/access.ts";
import type { FeatureApi } from "../../platform/graphql/feature-api.ts";
import { MAX_SEQ, nodeType } from "../../platform/graphql/node-type.ts";
import { LedgerAccount } from "./account.ts";
import { LedgerAccountFields } from "./account-fields.ts";
import { AccountStatementFields, StatementLineFields } from "./account-statement.ts";
import { AuditQuery } from "./audit-query.ts";
import { LedgerQuery } from "./ledger-query.ts";
import { accountsLoader, transactionsLoader } from "./loaders.ts";
import { LedgerTransaction, LedgerTransactionFields } from "./transaction.ts";
import { TrialBalanceQuery } from "./trial-balance.ts";

export const api: FeatureApi = {
  resolvers: [
    LedgerAccountFields,
    AccountStatementFields,
    StatementLineFields,
    LedgerQuery,
    LedgerTransactionFields,
    TrialBalanceQuery,
    AuditQuery,
  ],
  nodes: [
    nodeType("LedgerAccount", STAFF, accountsLoader, (view) => new LedgerAccount(view)),
    nodeType(
      "LedgerTransaction",
      STAFF,
      transactionsLoader,
      (view) => new LedgerTransaction(view),
      MAX_SEQ,
    ),
  ],
  lists: [{ field: "postings", usual: 10 }],
};
