// Settles rows while they are read: the lane commits one chunk while the next chunks are parsed and wait.

import { Refusal } from "../../../kernel/errors.ts";
import type { RefusedRows } from "../../../platform/cli/refused.ts";
import type { CsvRow } from "../../../platform/files/csv-header.ts";
import type { Input, Outcome } from "../lane/batch.ts";
import type { Lane } from "../lane/lane.ts";
import { CHUNK } from "../lane/queue.ts";

/** The largest number of chunks in the lane: those of one commit, and some for the next. */
const MAX_IN_FLIGHT = 36;

/** A row with its order or refund, or why it has none. */
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

  /** The number of rows that were settled, and of rows that had been settled before. */
  get counts(): { settled: number; repeated: number } {
    return { settled: this.#settled, repeated: this.#repeated };
  }

  /** Adds the next row of the file; rows go to the lane in the order of the file. */
  async add(row: CsvRow): Promise<void> {
    this.#entries.push({ row, parsed: this.#parsed(row) });
    if (this.#entries.length < CHUNK) return;
    this.#submit();
    while (this.#inFlight.length >= MAX_IN_FLIGHT) await this.#finishOldest();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Settles the remaining rows; throws the error with which the lane has failed. */
  async finish(): Promise<void> {
    // After a failed chunk nothing more is sent, so that the file is settled in its order.
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
    const outcomes = orders.length === 0 ? Promise.resolve([]) : this.#lane.submit(orders, "FILE");
    // Awaited later; until then an error must not count as unhandled.
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
