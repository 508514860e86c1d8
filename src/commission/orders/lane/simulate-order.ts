// Simulates one order now, with the same fold that settles real orders; writes nothing.
import type { Network } from "../../../database/database.ts";
import { Book, readHead } from "../../../ledger/book.ts";
import { advance, type Settled, settle } from "../../engine/fold.ts";
import type { Order } from "../../engine/order.ts";
import type { TierChange } from "../../engine/upgrade.ts";
import { Memory } from "./memory.ts";

export interface Simulated {
  readonly settled: Settled;
  readonly changes: readonly TierChange[];
}

/**
 * Computes an order on the current state; ignores its ref. Throws the refusals of
 * docs/rules.md §2.
 */
export function simulate(network: Network, order: Order): Promise<Simulated> {
  return network.read(async (tx) => {
    const book = new Book(await readHead(tx), network.settings.zone);
    const memory = await Memory.open(network, book, tx);
    await memory.load(tx, [order], []);
    const settled = settle(memory, order);
    return { settled, changes: advance(settled) };
  }, true);
}
