// The migrations of a network, in the order in which they are applied.
import { M20261121BookTreeSettlement } from "./2026-11-21-book-tree-settlement.ts";
import { M20261122ReleaseRefund } from "./2026-11-22-release-refund.ts";
import { M20261123Acknowledgement } from "./2026-11-23-acknowledgement.ts";
import { M20261123StatusHistory } from "./2026-11-23-status-history.ts";
import { M20261123TiersOverTime } from "./2026-11-23-tiers-over-time.ts";
import { M20261123VolumeProgrammes } from "./2026-11-23-volume-programmes.ts";
import { M20261123Withdrawal } from "./2026-11-23-withdrawal.ts";
import { M20261124AuditTrail } from "./2026-11-24-audit-trail.ts";
import { M20261124Closing } from "./2026-11-24-closing.ts";
import { M20261124Custody } from "./2026-11-24-custody.ts";
import { M20261124Payouts } from "./2026-11-24-payouts.ts";
import { M20261125Adjustments } from "./2026-11-25-adjustments.ts";
import { M20261125Reconciliation } from "./2026-11-25-reconciliation.ts";
import { M20261125Tax } from "./2026-11-25-tax.ts";
import { M20261125Withholding } from "./2026-11-25-withholding.ts";
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
