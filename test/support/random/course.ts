// A random history's way through a real network, its orders in batches.

import type { Order } from "../../../src/commission/engine/order.ts";
import type { Refund } from "../../../src/commission/engine/refund.ts";
import { monthAfter } from "../../../src/commission/engine/window.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { closeProgramme } from "../../../src/commission/programmes/store/close-programme.ts";
import { release } from "../../../src/commission/release/release.ts";
import { closeWindow } from "../../../src/commission/tiers/store/close-window.ts";
import { setTier } from "../../../src/commission/tiers/store/set-tier.ts";
import type { Network } from "../../../src/database/database.ts";
import { move, setStatus } from "../../../src/network/store/move.ts";
import { setEarningsWithheld } from "../../../src/network/store/withhold-earnings.ts";
import { AT, publishProgramme } from "../sample.ts";
import { FinanceDesk } from "./finance-moves.ts";
import { ignoring } from "./ignoring.ts";
import type { Input } from "./stream.ts";

/** After every period of the stream. */
const CLOSED_AT = Date.parse("2026-06-01T00:00:00Z");

/** After every month that a stream could close. */
const LATE = Date.parse("2032-01-01T00:00:00Z");

/**
 * Runs a stream, its orders in batches of the sizes given in turn. Returns what each order came to. With
 * `chunk` a batch comes as a file does: in chunks of that size, of which many are in one commit.
 */
export async function run(
  network: Network,
  inputs: readonly Input[],
  sizes: readonly number[],
  chunk?: number,
): Promise<string[]> {
  const lanes = [new Lane(network), new Lane(network)];
  const outcomes: string[] = [];
  let batch: (Order | Refund)[] = [];
  let cut = 0;
  let closed = 0;
  const desk = new FinanceDesk(network);
  const flush = async () => {
    const lane = lanes[cut % lanes.length]!;
    cut += 1;
    const settled = chunk === undefined ? [lane.submit(batch)] : [];
    for (let from = 0; chunk !== undefined && from < batch.length; from += chunk) {
      settled.push(lane.submit(batch.slice(from, from + chunk), "FILE"));
    }
    for (const outcome of (await Promise.all(settled)).flat()) {
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
      await setEarningsWithheld(network, { code, withheld, reason: "KYC" }, AT);
    } else if ("finance" in input) await desk.take(input.finance);
    else if ("publish" in input) await ignoring(publishProgramme(network, input.publish));
    else await ignoring(closeProgramme(network, ...input.close, CLOSED_AT));
  }
  if (batch.length > 0) await flush();
  return outcomes;
}
