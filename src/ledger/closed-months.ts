// Tracks the closed months by following the ledger's entries in order.
import { nextPeriod } from "../kernel/period.ts";
import { requestOf } from "./cause.ts";
import { PERIOD_CLOSE, PERIOD_REOPEN } from "./kind.ts";

/** The part of an entry that can close or reopen a month. */
interface Entry {
  readonly kind: string;
  readonly cause: string;
}

export class ClosedMonths {
  /** The first days of the closed months; the last closed month is at the end. */
  readonly #months: string[] = [];

  /** The first day after the closed months; empty if no month is closed. */
  get openFrom(): string {
    const last = this.#months.at(-1);
    return last === undefined ? "" : nextPeriod("MONTH", last);
  }

  /** Follows the next entry; returns its fault if it closes or reopens a wrong month. */
  follow({ kind, cause }: Entry): string | undefined {
    if (kind !== PERIOD_CLOSE.name && kind !== PERIOD_REOPEN.name) return undefined;
    const month = `${requestOf(cause).month}-01`;
    if (kind === PERIOD_REOPEN.name) {
      return this.#months.pop() === month
        ? undefined
        : "reopens a month that is not the last closed month";
    }
    const isNext = this.openFrom === "" || this.openFrom === month;
    this.#months.push(month);
    return isNext ? undefined : "closes a month out of order";
  }
}
