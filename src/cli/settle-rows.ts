// Settles rows as they are read: while the lane commits one chunk, the next ones are parsed and wait.
import type { Order } from "../engine/order.ts";
import type { CsvRow } from "../files/csv-header.ts";
import { Refusal } from "../kernel/errors.ts";
import type { Asset } from "../kernel/money.ts";
import type { Outcome } from "../settlement/batch.ts";
import { type OrderText, parseOrder } from "../settlement/intake.ts";
import { type Lane, MAX_BATCH } from "../settlement/lane.ts";
import type { RefusedRows } from "./refused.ts";

/** Chunks that are with the lane at most: one that commits, and those that are ready for it. */
const MAX_IN_FLIGHT = 3;

/** A row with the order that it is, or why it is none. */
interface Entry {
  readonly row: CsvRow;
  readonly parsed: Order | Refusal;
}

interface Chunk {
  readonly entries: readonly Entry[];
  readonly outcomes: Promise<Outcome[]>;
}

export class RowSettler {
  readonly #lane: Lane;
  readonly #asset: Asset;
  readonly #refused: RefusedRows;
  readonly #inFlight: Chunk[] = [];
  #entries: Entry[] = [];
  #failure: unknown;
  #settled = 0;
  #repeated = 0;

  constructor(lane: Lane, asset: Asset, refused: RefusedRows) {
    this.#lane = lane;
    this.#asset = asset;
    this.#refused = refused;
  }

  /** Orders that were settled, and those that had been settled before. */
  get counts(): { settled: number; repeated: number } {
    return { settled: this.#settled, repeated: this.#repeated };
  }

  /** Takes the next row of the file; orders reach the lane in the order of the rows. */
  async add(row: CsvRow): Promise<void> {
    this.#entries.push({ row, parsed: this.#parse(row) });
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

  #parse({ values, fault }: CsvRow): Order | Refusal {
    if (fault !== undefined) return fault;
    try {
      return parseOrder(orderText(values), this.#asset);
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

function orderText(values: CsvRow["values"]): OrderText {
  return {
    ref: values.ref!,
    occurredAt: values.occurred_at!,
    seller: values.seller!,
    product: values.product!,
    quantity: values.quantity!,
    unitPrice: values.unit_price!,
    supplyPrice: values.supply_price,
    buyer: values.buyer,
    channelFee: values.channel_fee,
    payment: values.payment,
  };
}
