// A network's lane in this process: orders that arrive while a batch commits form the next one.
import type { Network, Tx } from "../database/database.ts";
import { advance, settle } from "../engine/fold.ts";
import type { Order } from "../engine/order.ts";
import { Refusal } from "../kernel/errors.ts";
import type { Book } from "../ledger/book.ts";
import { commit } from "../ledger/post.ts";
import { findTransactions } from "../ledger/transactions.ts";
import { causeOf } from "./intake.ts";
import { Memory } from "./memory.ts";
import { type StoredOrder, storeOrders } from "./store.ts";

/** Orders that one commit takes at most. */
export const MAX_BATCH = 4_000;
/** Orders that may wait; more are refused with `BUSY`. */
const MAX_WAITING = 50_000;
/** Distributors and products that the lane remembers before it starts afresh. */
const MAX_REMEMBERED = 500_000;

/** What became of one order. `REPEATED`: the same content had been settled before, as `seq`. */
export type Outcome =
  | { readonly status: "SETTLED" | "REPEATED"; readonly ref: string; readonly seq: number }
  | { readonly status: "REFUSED"; readonly ref: string; readonly refusal: Refusal };

interface Waiting {
  readonly orders: readonly Order[];
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
}

/** Told what became of each batch, once it is stored. */
export type OnBatch = (outcomes: readonly Outcome[]) => void;

export class Lane {
  readonly #network: Network;
  readonly #onBatch: OnBatch;
  readonly #waiting: Waiting[] = [];
  #waitingOrders = 0;
  #running: Promise<void> | undefined;
  #memory: Memory | undefined;

  constructor(network: Network, onBatch: OnBatch = () => {}) {
    this.#network = network;
    this.#onBatch = onBatch;
  }

  /** Settles orders in the order given, at most `MAX_BATCH`; each is taken or refused by itself. */
  submit(orders: readonly Order[]): Promise<Outcome[]> {
    if (orders.length > MAX_BATCH)
      throw new Error(`more than ${MAX_BATCH} orders in one submission`);
    if (this.#waitingOrders + orders.length > MAX_WAITING) {
      throw new Refusal("BUSY", `${this.#waitingOrders} orders are waiting; send them again later`);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ orders, resolve, reject });
      this.#waitingOrders += orders.length;
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing is waiting any more. */
  async drain(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    // Let everyone who is about to submit in this turn of the event loop do so.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) await this.#runBatch();
    // In the same turn as the last look at what waits: nobody is left behind.
    this.#running = undefined;
  }

  async #runBatch(): Promise<void> {
    if ((this.#memory?.size ?? 0) > MAX_REMEMBERED) this.#memory = undefined;
    const batch = this.#nextBatch();
    try {
      const outcomes = await this.#settle(batch.flatMap((one) => one.orders));
      this.#onBatch(outcomes);
      let from = 0;
      for (const { orders, resolve } of batch) {
        resolve(outcomes.slice(from, from + orders.length));
        from += orders.length;
      }
    } catch (error) {
      this.#memory = undefined;
      for (const { reject } of batch) reject(error);
    }
  }

  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let size = 0;
    while (this.#waiting.length > 0 && size + this.#waiting[0]!.orders.length <= MAX_BATCH) {
      const next = this.#waiting.shift()!;
      batch.push(next);
      size += next.orders.length;
    }
    this.#waitingOrders -= size;
    return batch;
  }

  #settle(orders: readonly Order[]): Promise<Outcome[]> {
    return commit(
      this.#network,
      async (book, tx) => {
        const memory = await this.#recall(book, tx);
        const earlier = await findTransactions(
          tx,
          "SETTLEMENT",
          orders.map((order) => order.ref),
        );
        await memory.load(tx, orders);
        const { outcomes, stored } = foldAll(memory, orders, earlier);
        await storeOrders(tx, stored);
        return outcomes;
      },
      () => this.#memory?.book,
    );
  }

  // What is remembered holds for the book that it was loaded with, and for no other.
  async #recall(book: Book, tx: Tx): Promise<Memory> {
    if (this.#memory?.book !== book) this.#memory = await Memory.open(this.#network, book, tx);
    return this.#memory;
  }
}

interface Earlier {
  readonly seq: number;
  readonly cause: string;
}

function foldAll(memory: Memory, orders: readonly Order[], earlier: Map<string, Earlier>) {
  const stored: StoredOrder[] = [];
  const outcomes = orders.map((order): Outcome => {
    const { ref } = order;
    try {
      const cause = causeOf(order);
      const first = earlier.get(ref);
      if (first !== undefined) return { status: "REPEATED", ref, seq: repeated(first, ref, cause) };
      const settled = settle(memory, order);
      const { occurredAt } = order;
      const entry = { kind: "SETTLEMENT", ref, occurredAt, cause, legs: settled.legs } as const;
      const { seq } = memory.book.append(entry);
      stored.push({ seq, settled, changes: advance(settled) });
      earlier.set(ref, { seq, cause });
      return { status: "SETTLED", ref, seq };
    } catch (refusal) {
      if (refusal instanceof Refusal) return { status: "REFUSED", ref, refusal };
      throw refusal;
    }
  });
  return { outcomes, stored };
}

/** The first result of a key that comes again; another content is a `CONFLICT` (rules §8). */
function repeated(first: Earlier, ref: string, cause: string): number {
  if (first.cause !== cause) {
    throw new Refusal("CONFLICT", `ref: "${ref}" was settled with other content`, "ref");
  }
  return first.seq;
}
