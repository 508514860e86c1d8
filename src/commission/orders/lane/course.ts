// The course of one commit: its chunks are read, folded and stored one after another, so that this process
// folds a chunk while PostgreSQL stores the one before.
import { setImmediate } from "node:timers/promises";
import { Outbox, type Tx } from "../../../database/database.ts";
import type { EntryWriter } from "../../../ledger/post.ts";
import { saleOf } from "../store/sale-view.ts";
import {
  type EarlierRefs,
  findEarlier,
  foldBatch,
  type Input,
  type Outcome,
  Sums,
  sortInputs,
  storeBatch,
} from "./batch.ts";
import type { Memory } from "./memory.ts";
import type { Priority } from "./queue.ts";

/** Inputs that are folded together. */
export interface Inputs {
  readonly inputs: readonly Input[];
  readonly priority: Priority;
}

/** A chunk with everything loaded that its fold needs. */
export interface Ready extends Inputs {
  readonly earlier: EarlierRefs;
}

/** Reads what the fold of a chunk needs, in a fixed number of queries. */
export async function read(memory: Memory, tx: Tx, chunk: Inputs): Promise<Ready> {
  const { orders, refunds } = sortInputs(chunk.inputs);
  const [earlier] = await Promise.all([
    findEarlier(tx, orders, refunds),
    memory.load(tx, orders, refunds),
  ]);
  return { ...chunk, earlier };
}

export class Course {
  readonly outcomes: Outcome[] = [];
  /** How long this process folded and prepared rows. */
  foldMs = 0;
  readonly #memory: Memory;
  readonly #tx: Tx;
  readonly #entries: EntryWriter;
  readonly #sums = new Sums();

  constructor(memory: Memory, tx: Tx, entries: EntryWriter) {
    this.#memory = memory;
    this.#tx = tx;
    this.#entries = entries;
  }

  /** Settles the first chunk, then those that `next` gives, until it gives none. */
  async run(first: Ready, next: () => Promise<Inputs | undefined>): Promise<void> {
    let ready: Ready | undefined = first;
    while (ready !== undefined) {
      const startedMs = performance.now();
      const stored = this.#fold(ready);
      this.foldMs += performance.now() - startedMs;
      const chunk = await next();
      // What a chunk of orders needs and has not been loaded was not touched by the chunk before: it is
      // read in front of that chunk's rows. A refund reads what earlier chunks have stored.
      const readsAhead = chunk !== undefined && sortInputs(chunk.inputs).refunds.length === 0;
      const ahead: Ready | undefined = readsAhead ? await this.#read(chunk, ready) : undefined;
      stored.sendTo(this.#tx);
      // What is sent leaves with the end of this turn; the next fold would hold it back.
      if (chunk !== undefined) await setImmediate();
      ready = ahead ?? (chunk && (await this.#read(chunk, ready)));
    }
    this.#sums.store(this.#tx);
  }

  // The refs of the chunk before may not be stored yet.
  async #read(chunk: Inputs, before: Ready): Promise<Ready> {
    const ready = await read(this.#memory, this.#tx, chunk);
    addTo(ready.earlier.orders, before.earlier.orders);
    addTo(ready.earlier.refunds, before.earlier.refunds);
    return ready;
  }

  #fold({ inputs, earlier, priority }: Ready): Outbox {
    const folded = foldBatch(this.#memory, inputs, earlier);
    const outbox = new Outbox();
    this.#entries.store(outbox);
    storeBatch(outbox, folded, this.#memory.idOf);
    this.#sums.add(folded);
    const sales = new Map(
      priority === "FILE"
        ? []
        : folded.orders.map((one) => [one.seq, saleOf(one, this.#entries.recordedAt)]),
    );
    for (const outcome of folded.outcomes) {
      const sale = outcome.status === "SETTLED" && sales.get(outcome.seq);
      this.outcomes.push(sale ? { ...outcome, sale } : outcome);
    }
    return outbox;
  }
}

function addTo<T>(refs: Map<string, T>, more: ReadonlyMap<string, T>): void {
  for (const [ref, earlier] of more) refs.set(ref, earlier);
}
