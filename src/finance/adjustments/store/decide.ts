// Decides on a proposed adjustment: a second person approves and posts it, or any staff member
// rejects it.
import type { Network, Tx } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { requestText } from "../../../ledger/cause.ts";
import { commit } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import { ADJUSTMENT, ADJUSTMENT_PROPOSAL, ADJUSTMENT_REJECTION } from "../kinds.ts";
import {
  type Adjusting,
  type AdjustmentRow,
  getAdjustment,
  storeAdjustmentStep,
} from "./adjustment-row.ts";
import type { AdjustmentStatus } from "./adjustment-status.ts";
import { postable } from "./legs.ts";

/**
 * Approves and posts a proposed adjustment, at the time of the proposal. Repeating the call changes
 * nothing. Throws `FORBIDDEN` for the proposer, `NOT_FOUND`, and `INVALID` if the adjustment is
 * already decided or can no longer be posted.
 */
export function approveAdjustment(network: Network, ref: string): Promise<Adjusting> {
  return commit(network, async (book, tx) => {
    const row = await getAdjustment(tx, ref);
    if (row.proposedBy === (network.actor?.sub ?? null)) throw ownProposal(ref);
    // The entry's cause contains the proposal, so that the ledger alone explains the posting.
    const cause = await proposalOf(tx, ref);
    if ((await findRepeated(tx, ADJUSTMENT, ref, cause, "ref")) !== undefined) {
      return { adjustment: row, repeated: true };
    }
    assertProposed(row, "POSTED");
    const legs = await postable(network, book, tx, row);
    const { occurredAt } = row;
    const { seq } = book.append({ kind: ADJUSTMENT, ref, occurredAt, cause, legs });
    await storeAdjustmentStep(tx, seq, 1, row.seq, "POSTED");
    if (row.template === "REVERSAL") await storeAdjustmentStep(tx, seq, 2, row.ofSeq!, "REVERSED");
    return { adjustment: { ...row, status: "POSTED" }, repeated: false };
  });
}

/** Rejects a proposed adjustment; nothing is posted. Repeating the call changes nothing. */
export function rejectAdjustment(
  network: Network,
  ref: string,
  reason: string,
  at: number,
): Promise<Adjusting> {
  const why = parseReason(reason, "reason");
  const kind = ADJUSTMENT_REJECTION;
  const cause = JSON.stringify({ ref, reason: why });
  return commit(network, async (book, tx) => {
    const row = await getAdjustment(tx, ref);
    if ((await findRepeated(tx, kind, ref, cause, "ref")) !== undefined) {
      return { adjustment: row, repeated: true };
    }
    assertProposed(row, "REJECTED");
    const { seq } = book.append({ kind, ref, occurredAt: at, cause, legs: [] });
    await storeAdjustmentStep(tx, seq, 1, row.seq, "REJECTED", why);
    return { adjustment: { ...row, status: "REJECTED" }, repeated: false };
  });
}

async function proposalOf(tx: Tx, ref: string): Promise<string> {
  const found = await findTransactions(tx, ADJUSTMENT_PROPOSAL, [ref]);
  return requestText(found.get(ref)!.cause);
}

function ownProposal(ref: string): Refusal {
  const why = "must be approved by a different staff member than the proposer";
  return new Refusal("FORBIDDEN", `ref: "${ref}" ${why}`, "ref");
}

function assertProposed({ ref, status }: AdjustmentRow, to: AdjustmentStatus): void {
  if (status === "PROPOSED") return;
  throw new Refusal(
    "INVALID",
    `ref: "${ref}" is ${status}; an adjustment must be PROPOSED before it can be ${to}`,
    "ref",
  );
}
