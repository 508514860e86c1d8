// What an order would bring about if it came now: the same fold that pays, and nothing written.
import type { Network } from "../../../database/database.ts";
import { Book, readHead } from "../../../ledger/book.ts";
import { advance, type Settled, settle } from "../../engine/fold.ts";
import type { TierChange } from "../../engine/ladder.ts";
import type { Order } from "../../engine/order.ts";
import { Memory } from "./memory.ts";

export interface Simulated {
  readonly settled: Settled;
  readonly changes: readonly TierChange[];
}

/** Works out an order on the state as it is; its ref is not looked at. Throws the refusals of rules §2. */
export function simulate(network: Network, order: Order): Promise<Simulated> {
  return network.read(async (tx) => {
    const book = new Book(await readHead(tx), network.settings.zone);
    const memory = await Memory.open(network, book, tx);
    await memory.load(tx, [order], []);
    const settled = settle(memory, order);
    return { settled, changes: advance(settled) };
  }, true);
}
