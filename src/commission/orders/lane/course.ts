// The course of one commit: its chunks are read, folded and stored one after another, so that this process
// folds a chunk while PostgreSQL stores the one before.
import { Outbox, type Tx } from "../../../database/database.ts";
import type { EntryWriter } from "../../../ledger/post.ts";
import {
  type EarlierRefs,
  findEarlier,
  foldBatch,
  type Input,
  type Outcome,
  sortInputs,
  storeBatch,
} from "./batch.ts";
import type { Memory } from "./memory.ts";

/** A chunk with everything loaded that its fold needs. */
interface Ready {
  readonly inputs: readonly Input[];
  readonly earlier: EarlierRefs;
}

export class Course {
  readonly outcomes: Outcome[] = [];
  readonly #memory: Memory;
  readonly #tx: Tx;
  readonly #entries: EntryWriter;
  /** The refs of the chunk before, which may not be stored yet. */
  #before: EarlierRefs | undefined;

  constructor(memory: Memory, tx: Tx, entries: EntryWriter) {
    this.#memory = memory;
    this.#tx = tx;
    this.#entries = entries;
  }

  /** Settles the chunks that `next` gives, until it gives none. */
  async run(next: () => readonly Input[] | undefined): Promise<void> {
    let inputs = next();
    let ready = inputs && (await this.#read(inputs));
    while (ready !== undefined) {
      const stored = this.#fold(ready);
      this.#before = ready.earlier;
      inputs = next();
      // What a chunk of orders needs and has not been loaded was not touched by the chunk before: it is
      // read in front of that chunk's rows. A refund reads what earlier chunks have stored.
      const readsAhead = inputs !== undefined && sortInputs(inputs).refunds.length === 0;
      ready = readsAhead ? await this.#read(inputs!) : undefined;
      stored.sendTo(this.#tx);
      if (!readsAhead) ready = inputs && (await this.#read(inputs));
    }
  }

  async #read(inputs: readonly Input[]): Promise<Ready> {
    const { orders, refunds } = sortInputs(inputs);
    const [earlier] = await Promise.all([
      findEarlier(this.#tx, orders, refunds),
      this.#memory.load(this.#tx, orders, refunds),
    ]);
    if (this.#before !== undefined) {
      addTo(earlier.orders, this.#before.orders);
      addTo(earlier.refunds, this.#before.refunds);
    }
    return { inputs, earlier };
  }

  #fold({ inputs, earlier }: Ready): Outbox {
    const folded = foldBatch(this.#memory, inputs, earlier);
    for (const outcome of folded.outcomes) this.outcomes.push(outcome);
    const outbox = new Outbox();
    this.#entries.store(outbox);
    storeBatch(outbox, folded, this.#memory.idOf);
    return outbox;
  }
}

function addTo<T>(refs: Map<string, T>, more: ReadonlyMap<string, T>): void {
  for (const [ref, earlier] of more) refs.set(ref, earlier);
}
