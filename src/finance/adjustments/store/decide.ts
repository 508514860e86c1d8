// Deciding on an adjustment: a second person approves it, which posts it, or anybody rejects it.
import type { Network, Tx } from "../../../database/database.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { requestText } from "../../../ledger/cause.ts";
import { commit } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import {
  type Adjusting,
  type AdjustmentRow,
  getAdjustment,
  storeAdjustmentStep,
} from "./adjustment-row.ts";
import type { AdjustmentStatus } from "./adjustment-status.ts";
import { postable } from "./legs.ts";

/**
 * Posts what was proposed, at the time that the proposal names. The same again does nothing. Throws
 * `FORBIDDEN` by who proposed it, `NOT_FOUND`, and `INVALID` for what is decided already, or where
 * it cannot be posted any more.
 */
export function approveAdjustment(network: Network, ref: string): Promise<Adjusting> {
  return commit(network, async (book, tx) => {
    const row = await getAdjustment(tx, ref);
    if (row.proposedBy === (network.actor?.sub ?? null)) throw ownProposal(ref);
    // The entry says what was proposed, so that it explains itself.
    const cause = await proposalOf(tx, ref);
    if ((await findRepeated(tx, "ADJUSTMENT", ref, cause, "ref")) !== undefined) {
      return { adjustment: row, repeated: true };
    }
    assertProposed(row, "POSTED");
    const legs = await postable(network, book, tx, row);
    const { occurredAt } = row;
    const { seq } = book.append({ kind: "ADJUSTMENT", ref, occurredAt, cause, legs });
    await storeAdjustmentStep(tx, seq, 1, row.seq, "POSTED");
    if (row.template === "REVERSAL") await storeAdjustmentStep(tx, seq, 2, row.ofSeq!, "REVERSED");
    return { adjustment: { ...row, status: "POSTED" }, repeated: false };
  });
}

/** Rejects what was proposed; nothing was posted, and nothing will be. The same again does nothing. */
export function rejectAdjustment(
  network: Network,
  ref: string,
  reason: string,
  at: number,
): Promise<Adjusting> {
  const why = parseReason(reason, "reason");
  const kind = "ADJUSTMENT_REJECTION";
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
  const found = await findTransactions(tx, "ADJUSTMENT_PROPOSAL", [ref]);
  return requestText(found.get(ref)!.cause);
}

function ownProposal(ref: string): Refusal {
  return new Refusal("FORBIDDEN", `ref: "${ref}" needs a second person's approval`, "ref");
}

function assertProposed({ ref, status }: AdjustmentRow, to: AdjustmentStatus): void {
  if (status === "PROPOSED") return;
  throw new Refusal(
    "INVALID",
    `ref: "${ref}" is ${status}; only what is PROPOSED becomes ${to}`,
    "ref",
  );
}
