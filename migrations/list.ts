// The migrations of a network, in the order in which they are applied.
import { M20261121BookTreeSettlement } from "./0001-ledger-network-orders.ts";
import { M20261122ReleaseRefund } from "./0002-release-refunds.ts";
import { M20261123StatusHistory } from "./0003-network-statuses.ts";
import { M20261123Acknowledgement } from "./0004-plans-acknowledgement.ts";
import { M20261123VolumeProgrammes } from "./0005-programmes.ts";
import { M20261123Withdrawal } from "./0006-publishing-withdrawal.ts";
import { M20261123TiersOverTime } from "./0007-tiers.ts";
import { M20261124AuditTrail } from "./0008-books-audit.ts";
import { M20261124Custody } from "./0009-custody.ts";
import { M20261124Closing } from "./0010-periods.ts";
import { M20261124Payouts } from "./0011-payouts.ts";
import { M20261125Withholding } from "./0012-network-withholding.ts";
import { M20261125Adjustments } from "./0013-adjustments.ts";
import { M20261125Tax } from "./0014-payouts-tax.ts";
import { M20261125Reconciliation } from "./0015-reconciliation.ts";
import { M20261128Jobs } from "./2026-11-28-jobs.ts";

export const migrations = [
  M20261121BookTreeSettlement,
  M20261122ReleaseRefund,
  M20261123StatusHistory,
  M20261123Acknowledgement,
  M20261123VolumeProgrammes,
  M20261123Withdrawal,
  M20261123TiersOverTime,
  M20261124AuditTrail,
  M20261124Custody,
  M20261124Closing,
  M20261124Payouts,
  M20261125Withholding,
  M20261125Adjustments,
  M20261125Tax,
  M20261125Reconciliation,
  M20261128Jobs,
];
