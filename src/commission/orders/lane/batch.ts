// Processes one batch of a lane: folds its inputs one after another in memory, and stores the
// results in sets.
import type { Sender, Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { TransactionKind } from "../../../ledger/kind.ts";
import { findTransactions } from "../../../ledger/transactions.ts";
import { lineUp } from "../../../network/engine/distributor.ts";
import { UNKNOWN_ORDER } from "../../engine/codes.ts";
import { advance, settle } from "../../engine/fold.ts";
import type { Order } from "../../engine/order.ts";
import { type Refund, refund, retreat } from "../../engine/refund.ts";
import { storeAccruals, storeTurnover, TouchedTurnover } from "../../programmes/index.ts";
import { storeVolumes, TouchedVolumes } from "../../tiers/index.ts";
import { REFUND, SETTLEMENT } from "../kinds.ts";
import { causeOf, causeOfRefund } from "../store/intake.ts";
import { storePending } from "../store/pending.ts";
import type { SaleView } from "../store/sale-view.ts";
import { type StoredRefund, storeRefunds } from "../store/store-refunds.ts";
import { type StoredOrder, storeOrders } from "../store/store-settlements.ts";
import type { Memory } from "./memory.ts";

/** The inputs of a lane. */
export type Input = Order | Refund;

/**
 * The result of one input. `REPEATED` means that the same content was already settled, as `seq`.
 */
export type Outcome =
  | {
      readonly status: "SETTLED" | "REPEATED";
      readonly ref: string;
      readonly seq: number;
      /** Of an order that someone waits for: what would be read of it. */
      readonly sale?: SaleView;
    }
  | { readonly status: "REFUSED"; readonly ref: string; readonly refusal: Refusal };

interface Earlier {
  readonly seq: number;
  readonly cause: string;
}

/** Earlier inputs by ref; orders and refunds have separate refs (docs/rules.md §8). */
export interface EarlierRefs {
  readonly orders: Map<string, Earlier>;
  readonly refunds: Map<string, Earlier>;
}

export interface Folded {
  readonly outcomes: Outcome[];
  readonly orders: StoredOrder[];
  readonly refunds: StoredRefund[];
}

function isRefund(input: Input): input is Refund {
  return "orderRef" in input;
}

export function sortInputs(inputs: readonly Input[]): { orders: Order[]; refunds: Refund[] } {
  const orders = inputs.filter((input): input is Order => !isRefund(input));
  return { orders, refunds: inputs.filter(isRefund) };
}

export async function findEarlier(
  tx: Tx,
  orders: readonly Order[],
  refunds: readonly Refund[],
): Promise<EarlierRefs> {
  const find = async (kind: TransactionKind, inputs: readonly Input[]) =>
    inputs.length === 0
      ? new Map()
      : findTransactions(
          tx,
          kind,
          inputs.map(({ ref }) => ref),
        );
  const [sold, returned] = await Promise.all([find(SETTLEMENT, orders), find(REFUND, refunds)]);
  return { orders: sold, refunds: returned };
}

/**
 * Folds each input on the state after the earlier inputs; a refused input does not change the
 * state.
 */
export function foldBatch(memory: Memory, inputs: readonly Input[], earlier: EarlierRefs): Folded {
  const folded: Folded = { outcomes: [], orders: [], refunds: [] };
  for (const input of inputs) {
    const { ref } = input;
    try {
      const refs = isRefund(input) ? earlier.refunds : earlier.orders;
      const cause = isRefund(input) ? causeOfRefund(input) : causeOf(input);
      const first = refs.get(ref);
      const seq =
        first === undefined ? accept(memory, input, cause, folded) : repeated(first, ref, cause);
      if (first === undefined) refs.set(ref, { seq, cause });
      folded.outcomes.push({ status: first === undefined ? "SETTLED" : "REPEATED", ref, seq });
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      folded.outcomes.push({ status: "REFUSED", ref, refusal });
    }
  }
  return folded;
}

function accept(memory: Memory, input: Input, cause: string, { orders, refunds }: Folded): number {
  const { ref, occurredAt } = input;
  if (isRefund(input)) {
    const sold = memory.sold(input.orderRef);
    if (sold === undefined) {
      throw new Refusal(
        UNKNOWN_ORDER,
        `orderRef: order "${input.orderRef}" does not exist`,
        "orderRef",
      );
    }
    const refunded = refund(memory, sold, input);
    const { seq } = memory.book.append({
      kind: REFUND,
      ref,
      occurredAt,
      cause,
      legs: refunded.legs,
    });
    retreat(refunded);
    refunds.push({ seq, refunded });
    return seq;
  }
  const settled = settle(memory, input);
  const { seq, accountingDate } = memory.book.append({
    kind: SETTLEMENT,
    ref,
    occurredAt,
    cause,
    legs: settled.legs,
  });
  orders.push({ seq, accountingDate, settled, changes: advance(settled) });
  memory.remember(seq, settled);
  return seq;
}

/**
 * The first result of a repeated key; other content is a `CONFLICT` (docs/rules.md §8).
 */
function repeated(first: Earlier, ref: string, cause: string): number {
  if (first.cause === cause) return first.seq;
  throw new Refusal("CONFLICT", `ref: "${ref}" was already settled with other content`, "ref");
}

/** What changes with almost every order, and is stored once for a whole commit. */
export class Sums {
  readonly #volumes = new TouchedVolumes();
  readonly #turnover = new TouchedTurnover();

  add({ orders, refunds }: Folded): void {
    for (const { settled } of orders) {
      this.#volumes.add(lineUp(settled.seller), settled.month);
      this.#turnover.add(settled);
    }
    for (const { refunded } of refunds) {
      this.#volumes.add(refunded.sold.raised, refunded.sold.month);
      this.#turnover.add(refunded.sold);
    }
  }

  store(out: Sender): void {
    storeVolumes(out, this.#volumes);
    storeTurnover(out, this.#turnover);
  }
}

/** Stores the results of a batch in the tables outside the ledger, but for the sums. */
export function storeBatch(
  out: Sender,
  { orders, refunds }: Folded,
  idOf: (code: string) => number,
): void {
  storeOrders(out, orders);
  storeRefunds(out, refunds);
  storePending(out, orders, refunds, idOf);
  const sold = orders.map(({ seq, settled: { accruals } }) => ({ seq, accruals }));
  const returned = refunds.map(({ seq, refunded: { accruals } }) => ({ seq, accruals }));
  storeAccruals(out, [...sold, ...returned]);
}
