// A network's lane in this process: orders that arrive while a batch commits form the next one.
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Book } from "../../../ledger/book.ts";
import { commit } from "../../../ledger/post.ts";
import {
  findEarlier,
  foldBatch,
  type Input,
  type Outcome,
  sortInputs,
  storeBatch,
} from "./batch.ts";
import { Memory } from "./memory.ts";

/** Inputs that one commit takes at most. */
export const MAX_BATCH = 4_000;
/** Inputs that may wait; more are refused with `BUSY`. */
const MAX_WAITING = 50_000;
/** Distributors, products and accounts that the lane remembers before it starts afresh. */
const MAX_REMEMBERED = 1_000_000;

interface Waiting {
  readonly inputs: readonly Input[];
  resolve(outcomes: Outcome[]): void;
  reject(error: unknown): void;
}

/** Told what became of each batch, once it is stored. */
export type OnBatch = (outcomes: readonly Outcome[]) => void;

export class Lane {
  readonly #network: Network;
  readonly #onBatch: OnBatch;
  readonly #waiting: Waiting[] = [];
  #waitingInputs = 0;
  #running: Promise<void> | undefined;
  #memory: Memory | undefined;

  constructor(network: Network, onBatch: OnBatch = () => {}) {
    this.#network = network;
    this.#onBatch = onBatch;
  }

  /** Takes orders and refunds in the order given, at most `MAX_BATCH`; each is taken or refused by itself. */
  submit(inputs: readonly Input[]): Promise<Outcome[]> {
    if (inputs.length > MAX_BATCH) {
      throw new Error(`more than ${MAX_BATCH} inputs in one submission`);
    }
    if (this.#waitingInputs + inputs.length > MAX_WAITING) {
      throw new Refusal("BUSY", `${this.#waitingInputs} inputs are waiting; send it again later`);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ inputs, resolve, reject });
      this.#waitingInputs += inputs.length;
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
      const outcomes = await this.#settle(batch.flatMap((one) => one.inputs));
      this.#onBatch(outcomes);
      let from = 0;
      for (const { inputs, resolve } of batch) {
        resolve(outcomes.slice(from, from + inputs.length));
        from += inputs.length;
      }
    } catch (error) {
      this.#memory = undefined;
      for (const { reject } of batch) reject(error);
    }
  }

  #nextBatch(): Waiting[] {
    const batch: Waiting[] = [];
    let size = 0;
    while (this.#waiting.length > 0 && size + this.#waiting[0]!.inputs.length <= MAX_BATCH) {
      const next = this.#waiting.shift()!;
      batch.push(next);
      size += next.inputs.length;
    }
    this.#waitingInputs -= size;
    return batch;
  }

  #settle(inputs: readonly Input[]): Promise<Outcome[]> {
    return commit(
      this.#network,
      async (book, tx) => {
        const memory = await this.#recall(book, tx);
        const { orders, refunds } = sortInputs(inputs);
        const earlier = await findEarlier(tx, orders, refunds);
        await memory.load(tx, orders, refunds);
        const folded = foldBatch(memory, inputs, earlier);
        await storeBatch(tx, folded, memory.idOf);
        return folded.outcomes;
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
