// Which months are closed, as the book's own entries tell it while they go by in order.
import { nextPeriod } from "../kernel/period.ts";
import { requestOf } from "./cause.ts";

/** An entry, as far as it can close or reopen a month. */
interface Entry {
  readonly kind: string;
  readonly cause: string;
}

export class ClosedMonths {
  /** The first days of those closed, the last one closed at the end. */
  readonly #months: string[] = [];

  /** The first day that is not in a closed month; empty while none is closed. */
  get openFrom(): string {
    const last = this.#months.at(-1);
    return last === undefined ? "" : nextPeriod("MONTH", last);
  }

  /** Takes the next entry; says what is wrong with it if it cannot be. */
  follow({ kind, cause }: Entry): string | undefined {
    if (kind !== "PERIOD_CLOSE" && kind !== "PERIOD_REOPEN") return undefined;
    const month = `${requestOf(cause).month}-01`;
    if (kind === "PERIOD_REOPEN") {
      return this.#months.pop() === month
        ? undefined
        : "reopens a month that is not the last closed";
    }
    const isNext = this.openFrom === "" || this.openFrom === month;
    this.#months.push(month);
    return isNext ? undefined : "closes a month out of order";
  }
}
