// Orders as they come from the API to the lane: those whose form is wrong are refused beside the rest.

import { Refusal } from "../../../kernel/errors.ts";
import type { Context } from "../../../platform/graphql/context.ts";
import type { Order } from "../../engine/order.ts";
import type { Outcome } from "../lane/batch.ts";
import { type OrderText, parseOrder } from "../store/intake.ts";

/** Settles orders in the order given; each is taken or refused by itself. */
export async function settleOrders(
  context: Context,
  texts: readonly OrderText[],
): Promise<Outcome[]> {
  const { asset } = context.network.settings;
  const parsed = texts.map((text) => refusable(() => parseOrder(text, asset)));
  const orders = parsed.filter((one): one is Order => !(one instanceof Refusal));
  const outcomes = await submit(context, orders);
  context.loaders.forget();
  let next = 0;
  return parsed.map((one, index) => {
    const { ref } = texts[index]!;
    return one instanceof Refusal ? { status: "REFUSED", ref, refusal: one } : outcomes[next++]!;
  });
}

// Where the lane takes nothing more (BUSY), it refuses all of them alike.
async function submit({ lanes, network }: Context, orders: readonly Order[]): Promise<Outcome[]> {
  if (orders.length === 0) return [];
  try {
    return await lanes.of(network).submit(orders);
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
