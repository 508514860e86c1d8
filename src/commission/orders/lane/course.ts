// The course of one commit: its chunks are read, folded and stored one after another, so that this process
// folds a chunk while PostgreSQL stores the one before.
import { setImmediate } from "node:timers/promises";
import { Outbox, type Tx } from "../../../database/database.ts";
import type { EntryWriter } from "../../../ledger/post.ts";
import { saleOf } from "../store/sale-view.ts";
import {
  type EarlierRefs,
  type Folded,
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

/**
 * Reads what the fold of a chunk needs, in a fixed number of queries. `unseen` are refs that are settled
 * but may not be readable yet.
 */
export async function read(
  memory: Memory,
  tx: Tx,
  chunk: Inputs,
  unseen?: EarlierRefs,
): Promise<Ready> {
  const { orders, refunds } = sortInputs(chunk.inputs);
  const [earlier] = await Promise.all([
    findEarlier(tx, orders, refunds),
    memory.load(tx, orders, refunds),
  ]);
  if (unseen !== undefined) {
    addKnown(earlier.orders, orders, unseen.orders);
    addKnown(earlier.refunds, refunds, unseen.refunds);
  }
  return { ...chunk, earlier };
}

function addKnown<T>(
  refs: Map<string, T>,
  wanted: readonly Input[],
  known: ReadonlyMap<string, T>,
): void {
  for (const { ref } of wanted) {
    const earlier = known.get(ref);
    if (earlier !== undefined) refs.set(ref, earlier);
  }
}

/** A chunk that is folded, and not yet stored. */
export interface Drafted {
  readonly folded: Folded;
  readonly refs: EarlierRefs;
  readonly priority: Priority;
}

/** Folds a chunk on the memory. */
export function draft(memory: Memory, { inputs, earlier, priority }: Ready): Drafted {
  return { folded: foldBatch(memory, inputs, earlier), refs: earlier, priority };
}

export function hasRefunds({ inputs }: Inputs): boolean {
  return sortInputs(inputs).refunds.length > 0;
}

export class Course {
  readonly outcomes: Outcome[] = [];
  /** How long this process folded and prepared rows. */
  foldMs = 0;
  /** The refs of all chunks; a reader before COMMIT may not see them yet. */
  readonly refs: EarlierRefs = { orders: new Map(), refunds: new Map() };
  readonly #memory: Memory;
  readonly #tx: Tx;
  readonly #entries: EntryWriter;
  readonly #sums = new Sums();
  #outbox = new Outbox();

  constructor(memory: Memory, tx: Tx, entries: EntryWriter) {
    this.#memory = memory;
    this.#tx = tx;
    this.#entries = entries;
  }

  /** Settles the chunk that was put last, then those that `next` gives, until it gives none. */
  async run(next: () => Promise<Inputs | undefined>): Promise<void> {
    for (;;) {
      const chunk = await next();
      // What a chunk of orders needs and has not been loaded was not touched by the chunk before: it is
      // read in front of that chunk's rows. A refund reads what earlier chunks have stored.
      const readsAhead = chunk !== undefined && !hasRefunds(chunk);
      const ahead: Ready | undefined = readsAhead ? await this.#read(chunk) : undefined;
      this.#outbox.sendTo(this.#tx);
      if (chunk === undefined) break;
      // What is sent leaves with the end of this turn; the next fold would hold it back.
      await setImmediate();
      this.#settle(ahead ?? (await this.#read(chunk)));
    }
    this.#sums.store(this.#tx);
  }

  /** Prepares the rows of a folded chunk, which nothing else must hold: it is much larger than they are. */
  put(drafted: Drafted): void {
    const startedMs = performance.now();
    this.#prepare(drafted);
    this.foldMs += performance.now() - startedMs;
  }

  #settle(ready: Ready): void {
    const startedMs = performance.now();
    this.#prepare(draft(this.#memory, ready));
    this.foldMs += performance.now() - startedMs;
  }

  #read(chunk: Inputs): Promise<Ready> {
    return read(this.#memory, this.#tx, chunk, this.refs);
  }

  #prepare({ folded, refs, priority }: Drafted): void {
    for (const [ref, earlier] of refs.orders) this.refs.orders.set(ref, earlier);
    for (const [ref, earlier] of refs.refunds) this.refs.refunds.set(ref, earlier);
    this.#outbox = new Outbox();
    this.#entries.store(this.#outbox);
    storeBatch(this.#outbox, folded, this.#memory.idOf);
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
  }
}
