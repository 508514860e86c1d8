// Verifies orders and refunds while they go by, and hands the volumes that they make to each close of a window.
import type { StoredTransaction } from "../../../ledger/read-book.ts";
import type { Verifier } from "../../../platform/verifier.ts";
import { verifyClose } from "../../tiers/index.ts";
import { WINDOW_CLOSE } from "../../tiers/kinds.ts";
import { AccrualAccounts } from "./accruals-to-verify.ts";
import { RefundCheck } from "./verify-refunds.ts";
import { SettlementCheck } from "./verify-settlements.ts";

export const verifyOrders: Verifier = (verification) => {
  const { network, tx, since } = verification;
  const accruals = new AccrualAccounts();
  const settlements = new SettlementCheck(verification, accruals);
  const refunds = new RefundCheck(verification, settlements.volumes, accruals);
  const closes: string[] = [];
  const close = async (transaction: StoredTransaction) => {
    await refunds.before(transaction.seq);
    // Volumes sum up all orders.
    const volumes = since === 0 ? settlements.volumes : undefined;
    closes.push(...(await verifyClose(network, tx, transaction, volumes)));
  };
  return {
    leavesOut: "volumes, and the downgrades that follow from them when a window closes",
    start: () => accruals.load(tx),
    take: (transaction) =>
      transaction.kind === WINDOW_CLOSE.name ? close(transaction) : settlements.check(transaction),
    finish: async () => {
      await refunds.finish();
      await settlements.finish();
      return [...settlements.mismatches, ...refunds.mismatches, ...closes];
    },
    counts: () => ({ settlements: settlements.count }),
  };
};
