// Settles rows as they are read: while the lane commits one chunk, the next ones are parsed and wait.

import { Refusal } from "../../../kernel/errors.ts";
import type { RefusedRows } from "../../../platform/cli/refused.ts";
import type { CsvRow } from "../../../platform/files/csv-header.ts";
import type { Input, Outcome } from "../lane/batch.ts";
import { type Lane, MAX_BATCH } from "../lane/lane.ts";

/** Chunks that are with the lane at most: one that commits, and those that are ready for it. */
const MAX_IN_FLIGHT = 3;

/** A row with the order or refund that it is, or why it is none. */
interface Entry {
  readonly row: CsvRow;
  readonly parsed: Input | Refusal;
}

interface Chunk {
  readonly entries: readonly Entry[];
  readonly outcomes: Promise<Outcome[]>;
}

export class RowSettler {
  readonly #lane: Lane;
  readonly #parse: (values: CsvRow["values"]) => Input;
  readonly #refused: RefusedRows;
  readonly #inFlight: Chunk[] = [];
  #entries: Entry[] = [];
  #failure: unknown;
  #settled = 0;
  #repeated = 0;

  constructor(lane: Lane, parse: (values: CsvRow["values"]) => Input, refused: RefusedRows) {
    this.#lane = lane;
    this.#parse = parse;
    this.#refused = refused;
  }

  /** Rows that were taken, and those that had been taken before. */
  get counts(): { settled: number; repeated: number } {
    return { settled: this.#settled, repeated: this.#repeated };
  }

  /** Takes the next row of the file; rows reach the lane in the order of the rows. */
  async add(row: CsvRow): Promise<void> {
    this.#entries.push({ row, parsed: this.#parsed(row) });
    if (this.#entries.length < MAX_BATCH) return;
    this.#submit();
    while (this.#inFlight.length >= MAX_IN_FLIGHT) await this.#finishOldest();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Settles what was added and has not been yet; throws what the lane has failed with. */
  async finish(): Promise<void> {
    // Behind a chunk that failed nothing more is sent, so that the file is settled in its order.
    if (this.#failure === undefined) this.#submit();
    while (this.#inFlight.length > 0) await this.#finishOldest();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #parsed({ values, fault }: CsvRow): Input | Refusal {
    if (fault !== undefined) return fault;
    try {
      return this.#parse(values);
    } catch (refusal) {
      if (refusal instanceof Refusal) return refusal;
      throw refusal;
    }
  }

  #submit(): void {
    const entries = this.#entries;
    this.#entries = [];
    const orders = entries.flatMap(({ parsed }) => (parsed instanceof Refusal ? [] : [parsed]));
    const outcomes = orders.length === 0 ? Promise.resolve([]) : this.#lane.submit(orders);
    // Awaited when its turn comes; until then a fault must not count as unhandled.
    outcomes.catch(() => {});
    this.#inFlight.push({ entries, outcomes });
  }

  async #finishOldest(): Promise<void> {
    const { entries, outcomes } = this.#inFlight.shift()!;
    try {
      const results = (await outcomes).values();
      for (const { row, parsed } of entries) {
        if (parsed instanceof Refusal) await this.#refused.add(row, parsed);
        else await this.#count(row, results.next().value!);
      }
    } catch (failure) {
      this.#failure ??= failure;
    }
  }

  async #count(row: CsvRow, outcome: Outcome): Promise<void> {
    if (outcome.status === "REFUSED") await this.#refused.add(row, outcome.refusal);
    else if (outcome.status === "SETTLED") this.#settled += 1;
    else this.#repeated += 1;
  }
}
