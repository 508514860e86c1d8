// The other side of the comparison, for real: a stream of the model's through the lane on PostgreSQL.

import { addAsset } from "../../../src/books/store/assets.ts";
import { PRODUCTS_IMPORT } from "../../../src/catalog/kinds.ts";
import { importProducts } from "../../../src/catalog/store/import-products.ts";
import type { Input as LaneInput } from "../../../src/commission/orders/lane/batch.ts";
import { Lane } from "../../../src/commission/orders/lane/lane.ts";
import { parseRefund } from "../../../src/commission/orders/store/intake.ts";
import { publishPlan } from "../../../src/commission/plans/store/published.ts";
import { closeProgramme } from "../../../src/commission/programmes/store/close-programme.ts";
import { PROGRAMME_KIND } from "../../../src/commission/programmes/store/programme-kind.ts";
import { release } from "../../../src/commission/release/release.ts";
import { closeWindow } from "../../../src/commission/tiers/store/close-window.ts";
import { publishLadder } from "../../../src/commission/tiers/store/publish-ladder.ts";
import { setTier } from "../../../src/commission/tiers/store/set-tier.ts";
import type { Network } from "../../../src/database/database.ts";
import { Refusal, Refusals } from "../../../src/kernel/errors.ts";
import { commit } from "../../../src/ledger/post.ts";
import { enrol } from "../../../src/network/store/enrol.ts";
import { move, setStatus } from "../../../src/network/store/move.ts";
import { setEarningsWithheld } from "../../../src/network/store/withhold-earnings.ts";
import { publishAll } from "../../../src/platform/publishing/publish.ts";
import { fileRows, order as parse } from "../sample.ts";
import type { Input } from "./inputs.ts";
import { readResult } from "./product-tables.ts";
import type { Result } from "./result.ts";
import type { Scenario } from "./streams.ts";

const AT = Date.parse("2026-01-01T00:00:00+08:00");

/** Runs a scenario on an empty network, its orders in batches of the sizes given in turn. */
export async function runLane(
  network: Network,
  { opening, steps }: Scenario,
  sizes: readonly number[],
): Promise<Result> {
  await addAsset(network, { code: "POINT", scale: 0 }, AT);
  for (const input of opening) await change(network, input);
  const lane = new Lane(network);
  const outcomes: string[] = [];
  let batch: LaneInput[] = [];
  let cuts = 0;
  const flush = async () => {
    if (batch.length === 0) return;
    for (const outcome of await lane.submit(batch)) {
      const code = outcome.status === "REFUSED" ? ` ${outcome.refusal.code}` : "";
      outcomes.push(`${outcome.ref} ${outcome.status}${code}`);
    }
    batch = [];
    cuts += 1;
  };
  for (const step of steps) {
    if ("order" in step || "refund" in step) {
      batch.push(laneInput(step));
      if (batch.length >= sizes[cuts % sizes.length]!) await flush();
    } else {
      await flush();
      await change(network, step);
    }
  }
  await flush();
  return { outcomes, ...(await network.read(readResult)) };
}

function laneInput(step: Extract<Input, { order: unknown } | { refund: unknown }>): LaneInput {
  if ("order" in step) return parse(step.order.ref, step.order);
  const { order: orderRef, ...text } = step.refund;
  return parseRefund({ ...text, orderRef });
}

/** What the model may refuse as well. */
const REFUSABLE = [
  "move",
  "distributor",
  "plan",
  "ladder",
  "programme",
  "programmeClose",
  "windowClose",
  "tierByHand",
] as const;

/** A change that the product refuses leaves nothing, as in the model. */
async function change(network: Network, input: Input): Promise<void> {
  try {
    await apply(network, input);
  } catch (refusal) {
    const expected = REFUSABLE.some((kind) => kind in input);
    const isRefusal = refusal instanceof Refusal || refusal instanceof Refusals;
    if (!expected || !isRefusal) throw refusal;
  }
}

async function apply(network: Network, input: Input): Promise<unknown> {
  if ("ladder" in input) return publishLadder(network, input.ladder, AT);
  if ("plan" in input) return publishPlan(network, input.plan, AT, "a random plan of any reach");
  if ("distributor" in input) return enrol(network, input.distributor, AT);
  if ("move" in input) return move(network, input.move.code, input.move.parent || null, AT);
  if ("status" in input) return setStatus(network, input.status.code, input.status.status, AT);
  if ("withholding" in input) {
    return setEarningsWithheld(network, { ...input.withholding, reason: "a random decision" }, AT);
  }
  if ("product" in input) {
    const { supplyPrice, ...rest } = input.product;
    const row = { ...rest, name: rest.code, supply_price: supplyPrice };
    return importProducts(network, fileRows([row]), AT);
  }
  if ("programme" in input) {
    return publishAll(network, PROGRAMME_KIND, [{ document: input.programme }], AT);
  }
  if ("programmeClose" in input) {
    const { code, period, at } = input.programmeClose;
    return closeProgramme(network, code, period, Date.parse(at));
  }
  if ("windowClose" in input) {
    return closeWindow(network, input.windowClose.month, Date.parse(input.windowClose.at));
  }
  if ("tierByHand" in input) {
    const { at, ...asked } = input.tierByHand;
    return setTier(network, asked, Date.parse(at));
  }
  if ("release" in input) return release(network, Date.parse(input.release.until));
  if ("spend" in input) {
    const { accounts, asset, nth } = input.spend;
    return byHand(network, accounts, asset, (held) => (held > 0n ? held / BigInt(nth) : 0n));
  }
  if ("deposit" in input) {
    const { distributor, amount } = input.deposit;
    const account = `liabilities:distributor:${distributor}:deposit`;
    return byHand(network, [account], "CNY", () => -BigInt(amount.replace(".", "")));
  }
  throw new Error("not a change");
}

// Posted by hand between custody and what liabilities hold: the comparison wants deposits to be
// there and earnings to be gone, however that came.
function byHand(
  network: Network,
  accounts: readonly string[],
  asset: string,
  taken: (held: bigint) => bigint,
): Promise<unknown> {
  return commit(network, async (book, tx) => {
    await book.load(tx, asset, ["assets:custody", ...accounts]);
    const legs = accounts
      .map((account) => ({ account, asset, amountMinor: taken(-book.balance(asset, account)) }))
      .filter(({ amountMinor }) => amountMinor !== 0n);
    if (legs.length === 0) return;
    const sum = legs.reduce((all, { amountMinor }) => all + amountMinor, 0n);
    legs.push({ account: "assets:custody", asset, amountMinor: -sum });
    book.append({ kind: PRODUCTS_IMPORT, ref: null, occurredAt: AT, cause: "{}", legs });
  });
}
