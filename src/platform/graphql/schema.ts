// The executable schema, from every room's resolvers.
import "./no-metadata.ts";

import { createPubSub } from "@graphql-yoga/subscription";
import type { GraphQLSchema } from "graphql";
import { buildSchemaSync } from "type-graphql";
import { MeFields } from "../../access/api/me.ts";
import { LedgerAccountFields } from "../../books/api/account-fields.ts";
import { AccountStatementFields, StatementLineFields } from "../../books/api/account-statement.ts";
import { AuditQuery } from "../../books/api/audit-query.ts";
import { LedgerQuery } from "../../books/api/ledger-query.ts";
import { LedgerTransactionFields } from "../../books/api/transaction.ts";
import { TrialBalanceQuery } from "../../books/api/trial-balance.ts";
import { GoodsQuery } from "../../catalog/api/goods-query.ts";
import { ProductFields } from "../../catalog/api/product.ts";
import { SupplierFields } from "../../catalog/api/supplier.ts";
import { DistributorEarned, EarningsSumFields } from "../../commission/orders/api/earned.ts";
import { DistributorEarnings, EarningFields } from "../../commission/orders/api/earning.ts";
import { OrderFields } from "../../commission/orders/api/order.ts";
import { OrderMutation, OrderResultFields } from "../../commission/orders/api/order-mutation.ts";
import { OrderQuery } from "../../commission/orders/api/order-query.ts";
import { OrderRefunds, RefundFields } from "../../commission/orders/api/refund.ts";
import { OrderRefundFields, RefundMutation } from "../../commission/orders/api/refund-mutation.ts";
import { SettlementFields } from "../../commission/orders/api/settlement.ts";
import { ShareFields, TierChangeFields } from "../../commission/orders/api/share.ts";
import { SimulateQuery } from "../../commission/orders/api/simulate-query.ts";
import { CompareQuery } from "../../commission/plans/api/compare-query.ts";
import { PublishMutation } from "../../commission/plans/api/publish-mutation.ts";
import { PublishedQuery } from "../../commission/plans/api/published-query.ts";
import { WithdrawMutation } from "../../commission/plans/api/withdraw-mutation.ts";
import { AccrualFields } from "../../commission/programmes/api/accrual.ts";
import { ProgrammeFields } from "../../commission/programmes/api/programme.ts";
import { ProgrammeMutation } from "../../commission/programmes/api/programme-mutation.ts";
import {
  ProgrammeMemberFields,
  ProgrammeStandingFields,
} from "../../commission/programmes/api/programme-period.ts";
import { ProgrammeQuery } from "../../commission/programmes/api/programme-query.ts";
import { ProgrammeStatementFields } from "../../commission/programmes/api/programme-statement.ts";
import { DistributorStanding } from "../../commission/tiers/api/distributor-standing.ts";
import {
  DistributorTierHistory,
  TierHistoryFields,
} from "../../commission/tiers/api/tier-history.ts";
import { TierMutation } from "../../commission/tiers/api/tier-mutation.ts";
import { TierStanding } from "../../commission/tiers/api/tier-standing.ts";
import { WindowCloseFields } from "../../commission/tiers/api/window-close.ts";
import { WindowMutation } from "../../commission/tiers/api/window-mutation.ts";
import { ComplianceQuery } from "../../compliance/api/report-query.ts";
import { EventQuery } from "../../events/api/event-query.ts";
import { EventSubscription } from "../../events/api/subscription.ts";
import {
  AdjustmentFields,
  AdjustmentStepFields,
} from "../../finance/adjustments/api/adjustment.ts";
import { AdjustmentMutation } from "../../finance/adjustments/api/adjustment-mutation.ts";
import { AdjustmentQuery } from "../../finance/adjustments/api/adjustment-query.ts";
import { CustodyFields, CustodyQuery } from "../../finance/custody/api/custody-query.ts";
import { CustodyTopUpFields, PaidInMutation } from "../../finance/deposits/api/paid-in-mutation.ts";
import { ExportResolver } from "../../finance/exports/api/export.ts";
import { PayoutFields, PayoutStepFields } from "../../finance/payouts/api/payout.ts";
import { PayoutMutation } from "../../finance/payouts/api/payout-mutation.ts";
import { PayoutQuery } from "../../finance/payouts/api/payout-query.ts";
import { TaxIdentityResolver } from "../../finance/payouts/api/tax-identity.ts";
import { TaxReportResolver } from "../../finance/payouts/api/tax-report.ts";
import { TermsMutation } from "../../finance/payouts/api/terms-mutation.ts";
import { PeriodCloseFields, PeriodFields } from "../../finance/periods/api/period.ts";
import { PeriodMutation } from "../../finance/periods/api/period-mutation.ts";
import { DifferenceFields } from "../../finance/reconciliation/api/difference.ts";
import { ReconcileMutation } from "../../finance/reconciliation/api/reconcile-mutation.ts";
import { ReconcileQuery } from "../../finance/reconciliation/api/reconcile-query.ts";
import { StatementFields, StatementRowFields } from "../../finance/reconciliation/api/statement.ts";
import { DistributorMutation } from "../../network/api/distributor-mutation.ts";
import { DistributorQuery } from "../../network/api/distributor-query.ts";
import { DistributorTree } from "../../network/api/distributor-tree.ts";
import { NetworkQuery } from "../../network/api/network.ts";
import { WithholdMutation } from "../../network/api/withhold-mutation.ts";
import { SimulationResolver } from "../../simulation/api/simulation.ts";
import { authChecker } from "./access.ts";
import { NodeQuery } from "./node-query.ts";

/** Builds the schema; `schema/schema.graphql` is its text. */
export function buildSchema(): GraphQLSchema {
  return buildSchemaSync({
    resolvers: [
      NodeQuery,
      ...[NetworkQuery, MeFields],
      ...[DistributorQuery, DistributorTree, DistributorStanding, DistributorMutation],
      ...[GoodsQuery, ProductFields, SupplierFields, PublishedQuery, PublishMutation],
      ...[AuditQuery, ExportResolver],
      ...[CustodyQuery, CustodyFields, PaidInMutation, CustodyTopUpFields],
      ...[PeriodMutation, PeriodFields, PeriodCloseFields],
      ...[LedgerAccountFields, AccountStatementFields, StatementLineFields],
      ...[PayoutQuery, PayoutMutation, PayoutFields, PayoutStepFields, TermsMutation],
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
      ...[ComplianceQuery, CompareQuery, WithdrawMutation],
    ],
    authChecker,
    validate: false,
    // Demanded where there are subscriptions; ours follow the feed and publish nothing here.
    pubSub: createPubSub(),
  });
}
