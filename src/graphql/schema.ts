// The executable schema, from every room's resolvers.
import "./no-metadata.ts";

import { createPubSub } from "@graphql-yoga/subscription";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { authChecker } from "./access.ts";
import { DOCUMENT_RESOLVERS } from "./catalog/document-resolvers.ts";
import { GoodsQuery } from "./catalog/goods-query.ts";
import { ProductFields } from "./catalog/product.ts";
import { PublishedQuery } from "./catalog/published-query.ts";
import { SupplierFields } from "./catalog/supplier.ts";
import { ComplianceQuery } from "./compliance/report-query.ts";
import { EventQuery } from "./events/event-query.ts";
import { EventSubscription } from "./events/subscription.ts";
import { AdjustmentFields, AdjustmentStepFields } from "./finance/adjustment.ts";
import { AdjustmentMutation } from "./finance/adjustment-mutation.ts";
import { AdjustmentQuery } from "./finance/adjustment-query.ts";
import { CustodyFields, CustodyQuery } from "./finance/custody-query.ts";
import { DifferenceFields } from "./finance/difference.ts";
import { ExportResolver } from "./finance/export.ts";
import { CustodyTopUpFields, PaidInMutation } from "./finance/paid-in-mutation.ts";
import { PayoutFields, PayoutStepFields } from "./finance/payout.ts";
import { PayoutMutation } from "./finance/payout-mutation.ts";
import { PayoutQuery } from "./finance/payout-query.ts";
import { PeriodCloseFields, PeriodFields } from "./finance/period.ts";
import { PeriodMutation } from "./finance/period-mutation.ts";
import { ReconcileMutation } from "./finance/reconcile-mutation.ts";
import { ReconcileQuery } from "./finance/reconcile-query.ts";
import { StatementFields, StatementRowFields } from "./finance/statement.ts";
import { TaxIdentityResolver } from "./finance/tax-identity.ts";
import { TaxReportResolver } from "./finance/tax-report.ts";
import { TermsMutation, TermsQuery } from "./finance/terms-mutation.ts";
import { LedgerAccountFields } from "./ledger/account-fields.ts";
import { AuditQuery } from "./ledger/audit-query.ts";
import { LedgerQuery } from "./ledger/ledger-query.ts";
import { AccountStatementFields, StatementLineFields } from "./ledger/statement.ts";
import { LedgerTransactionFields } from "./ledger/transaction.ts";
import { TrialBalanceQuery } from "./ledger/trial-balance.ts";
import { DistributorMutation } from "./network/distributor-mutation.ts";
import { DistributorQuery } from "./network/distributor-query.ts";
import { DistributorStanding } from "./network/distributor-standing.ts";
import { DistributorTree } from "./network/distributor-tree.ts";
import { MeFields } from "./network/me.ts";
import { NetworkQuery } from "./network/network.ts";
import { TierMutation } from "./network/tier-mutation.ts";
import { WithholdMutation } from "./network/withhold-mutation.ts";
import { NodeQuery } from "./node-query.ts";
import { AccrualFields } from "./programme/accrual.ts";
import { ProgrammeFields } from "./programme/programme.ts";
import { PROGRAMME_DOCUMENTS, ProgrammeMutation } from "./programme/programme-mutation.ts";
import { ProgrammeQuery } from "./programme/programme-query.ts";
import { ProgrammeMemberFields, ProgrammeStandingFields } from "./programme/standing.ts";
import { ProgrammeStatementFields } from "./programme/statement.ts";
import { DistributorEarned, EarningsSumFields } from "./settlement/earned.ts";
import { DistributorEarnings, EarningFields } from "./settlement/earning.ts";
import { OrderFields } from "./settlement/order.ts";
import { OrderMutation, OrderResultFields } from "./settlement/order-mutation.ts";
import { OrderQuery } from "./settlement/order-query.ts";
import { OrderRefunds, RefundFields } from "./settlement/refund.ts";
import { OrderRefundFields, RefundMutation } from "./settlement/refund-mutation.ts";
import { SettlementFields } from "./settlement/settlement.ts";
import { ShareFields, TierChangeFields } from "./settlement/share.ts";
import { SimulateQuery } from "./settlement/simulate-query.ts";
import { SimulationResolver } from "./settlement/simulation.ts";
import { DistributorTierHistory, TierHistoryFields } from "./settlement/tier-history.ts";
import { TierStanding } from "./settlement/tier-standing.ts";
import { WindowCloseFields } from "./settlement/window-close.ts";
import { WindowMutation } from "./settlement/window-mutation.ts";

/** Builds the schema; `schema/schema.graphql` is its text. */
export function buildSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      NodeQuery,
      ...[NetworkQuery, MeFields],
      ...[DistributorQuery, DistributorTree, DistributorStanding, DistributorMutation],
      ...[GoodsQuery, ProductFields, SupplierFields, PublishedQuery],
      ...[AuditQuery, ExportResolver],
      ...[CustodyQuery, CustodyFields, PaidInMutation, CustodyTopUpFields],
      ...[PeriodMutation, PeriodFields, PeriodCloseFields],
      ...[LedgerAccountFields, AccountStatementFields, StatementLineFields],
      ...[PayoutQuery, PayoutMutation, PayoutFields, PayoutStepFields, TermsQuery, TermsMutation],
      ...[TaxIdentityResolver, TaxReportResolver],
      ...[AdjustmentQuery, AdjustmentMutation, AdjustmentFields, AdjustmentStepFields],
      ...[ReconcileQuery, ReconcileMutation, StatementFields, StatementRowFields, DifferenceFields],
      ...[LedgerQuery, LedgerTransactionFields, TrialBalanceQuery],
      ...[OrderQuery, OrderFields, OrderMutation, OrderResultFields],
      ...[RefundFields, OrderRefunds],
      ...[RefundMutation, OrderRefundFields, SimulateQuery, SimulationResolver],
      ...[SettlementFields, ShareFields, TierChangeFields, EarningFields, DistributorEarnings],
      ...[DistributorEarned, EarningsSumFields],
      ...[ProgrammeQuery, ProgrammeMutation, ProgrammeFields, ProgrammeStandingFields],
      ...[ProgrammeMemberFields, ProgrammeStatementFields, AccrualFields],
      ...[TierMutation, WithholdMutation, TierStanding, DistributorTierHistory, TierHistoryFields],
      ...[WindowMutation, WindowCloseFields],
      ...[EventQuery, EventSubscription],
      ...[ComplianceQuery, ...DOCUMENT_RESOLVERS, ...PROGRAMME_DOCUMENTS],
    ],
    authChecker,
    validate: false,
    // Demanded where there are subscriptions; ours follow the feed and publish nothing here.
    pubSub: createPubSub(),
  });
}
