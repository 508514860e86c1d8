// A random history's way through a real network, its orders in batches.
import type { Network } from "../../../src/database/database.ts";
import type { Order } from "../../../src/engine/order.ts";
import type { Refund } from "../../../src/engine/refund.ts";
import { monthAfter } from "../../../src/engine/window.ts";
import { closeMonth, reopenMonth } from "../../../src/finance/close-month.ts";
import { requestPayout } from "../../../src/finance/payout-request.ts";
import {
  approvePayout,
  cancelPayout,
  confirmPayout,
  failPayout,
} from "../../../src/finance/payout-step.ts";
import { Refusal } from "../../../src/kernel/errors.ts";
import { move, setStatus } from "../../../src/network/move.ts";
import { closeProgramme } from "../../../src/settlement/close-programme.ts";
import { closeWindow } from "../../../src/settlement/close-window.ts";
import { Lane } from "../../../src/settlement/lane.ts";
import { release } from "../../../src/settlement/release.ts";
import { setTier } from "../../../src/settlement/set-tier.ts";
import { setWithheld } from "../../../src/settlement/withhold.ts";
import { AT, publishProgramme } from "../sample.ts";
import type { Input, PayoutMove } from "./stream.ts";

/** After every period of the stream. */
const CLOSED_AT = Date.parse("2026-06-01T00:00:00Z");

/** What is refused is part of the stream, and leaves nothing behind. */
async function ignoring(work: Promise<unknown>): Promise<void> {
  await work.catch((refusal: unknown) => {
    if (!(refusal instanceof Refusal)) throw refusal;
  });
}
/** After every month that a stream could close. */
const LATE = Date.parse("2032-01-01T00:00:00Z");

/** Runs a stream, its orders in batches of the sizes given in turn. Returns what each order came to. */
export async function run(
  network: Network,
  inputs: readonly Input[],
  sizes: readonly number[],
): Promise<string[]> {
  const lanes = [new Lane(network), new Lane(network)];
  const outcomes: string[] = [];
  let batch: (Order | Refund)[] = [];
  let cut = 0;
  let closed = 0;
  let books = 0;
  let payouts = 0;
  const flush = async () => {
    const lane = lanes[cut % lanes.length]!;
    cut += 1;
    for (const outcome of await lane.submit(batch)) {
      const { ref, status } = outcome;
      outcomes.push(
        `${ref} ${status} ${outcome.status === "REFUSED" ? outcome.refusal.code : outcome.seq}`,
      );
    }
    batch = [];
  };
  for (const input of inputs) {
    if ("order" in input) {
      batch.push(input.order);
      if (batch.length >= sizes[cut % sizes.length]!) await flush();
      continue;
    }
    if (batch.length > 0) await flush();
    if ("release" in input) await release(network, input.release);
    else if ("window" in input) {
      const month = monthAfter("2026-01-01", closed).slice(0, 7);
      await closeWindow(network, month, LATE);
      closed += 1;
    } else if ("tier" in input) await setTier(network, input.tier, AT);
    else if ("move" in input) await ignoring(move(network, ...input.move, AT));
    else if ("status" in input) await setStatus(network, ...input.status, AT);
    else if ("withhold" in input) {
      const [code, withheld] = input.withhold;
      await setWithheld(network, { code, withheld, reason: "KYC" }, AT);
    } else if ("payout" in input) payouts += await runPayout(network, input.payout, payouts);
    else if ("publish" in input) await ignoring(publishProgramme(network, input.publish));
    else if ("books" in input) books = await runBooks(network, input.books, books);
    else await ignoring(closeProgramme(network, ...input.close, CLOSED_AT));
  }
  if (batch.length > 0) await flush();
  return outcomes;
}

/** Asks for a payout, or takes one of the last ones on. Returns how many were asked for. */
async function runPayout(network: Network, move: PayoutMove, before: number): Promise<number> {
  if ("ask" in move) {
    const [distributor, amount] = [move.ask, (move.cents / 100).toFixed(2)];
    const text = { idempotencyKey: `p${before}`, distributor, amount };
    await ignoring(requestPayout(network, text, AT));
    return 1;
  }
  const ref = `p${before - 1 - move.nth}`;
  if (move.to === "APPROVED") await ignoring(approvePayout(network, ref, AT));
  if (move.to === "CONFIRMED") await ignoring(confirmPayout(network, ref, "bank", AT));
  if (move.to === "FAILED") await ignoring(failPayout(network, ref, "account closed", AT));
  if (move.to === "CANCELLED") await ignoring(cancelPayout(network, ref, AT));
  return 0;
}

/** Closes the month after those that are, or opens the last of them again. Returns how many are. */
async function runBooks(
  network: Network,
  what: "close" | "reopen",
  closed: number,
): Promise<number> {
  if (what === "reopen") {
    if (closed === 0) return 0;
    await reopenMonth(network, monthAfter("2026-01-01", closed - 1).slice(0, 7), "late", LATE);
    return closed - 1;
  }
  const month = monthAfter("2026-01-01", closed);
  await release(network, Date.parse(`${monthAfter(month, 1)}T00:00:00+08:00`) - 1);
  await closeMonth(network, month.slice(0, 7), LATE);
  return closed + 1;
}
