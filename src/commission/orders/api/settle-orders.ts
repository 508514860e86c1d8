// Passes orders from the API to the settlement lane. An order in a wrong format is refused without affecting the others.

import { Refusal } from "../../../kernel/errors.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import type { Order } from "../../engine/order.ts";
import type { Outcome } from "../lane/batch.ts";
import { lanes } from "../lane/service.ts";
import { type OrderText, parseOrder } from "../store/intake.ts";
import { salesLoader } from "./loaders.ts";

/** Settles orders one after another; each is settled or refused separately. */
export async function settleOrders(
  context: Context,
  texts: readonly OrderText[],
): Promise<Outcome[]> {
  const { asset } = context.network.settings;
  const parsed = texts.map((text) => refusable(() => parseOrder(text, asset)));
  const orders = parsed.filter((one): one is Order => !(one instanceof Refusal));
  const outcomes = await submit(context, orders);
  context.loaders.forget();
  // What was folded is not read again.
  const sales = context.loaders.of(salesLoader);
  for (const outcome of outcomes) {
    if (outcome.status === "SETTLED" && outcome.sale) sales.prime(outcome.seq, outcome.sale);
  }
  let next = 0;
  return parsed.map((one, index) => {
    const { ref } = texts[index]!;
    return one instanceof Refusal ? { status: "REFUSED", ref, refusal: one } : outcomes[next++]!;
  });
}

// If the lane's queue is full (BUSY), all orders are refused.
async function submit(
  { services, network }: Context,
  orders: readonly Order[],
): Promise<Outcome[]> {
  if (orders.length === 0) return [];
  try {
    return await services.get(lanes).of(network).submit(orders);
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return orders.map(({ ref }) => ({ status: "REFUSED", ref, refusal }));
  }
}

function refusable<T>(work: () => T): T | Refusal {
  try {
    return work();
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal;
    throw refusal;
  }
}
