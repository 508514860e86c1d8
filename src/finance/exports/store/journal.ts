// Writes a journal: entries by accounting date, with the balances at the end of each month.
import type { Tx } from "../../../database/database.ts";
import type { JournalText, LedgerText } from "../journal/format.ts";
import {
  type DayBalance,
  type Extent,
  type JournalEntry,
  readAccounts,
  readEntries,
  readMonthEnds,
} from "../journal/read-journal.ts";

/** Most balances asserted in one transaction, for formats that assert in transactions. */
const CLOSED_TOGETHER = 500;

/** Called for every entry that is written. */
type OnEntry = (entry: JournalEntry) => void;

/** Only the entries, by pages. */
export async function* ledgerText(
  tx: Tx,
  extent: Extent,
  text: LedgerText,
  onEntry: OnEntry,
): AsyncGenerator<string> {
  yield text.head();
  for await (const page of readEntries(tx, extent)) {
    let out = "";
    for (const entry of page) {
      onEntry(entry);
      out += text.entry(entry);
    }
    yield out;
  }
}

/** Declarations, opening balances, and the entries with the balances at each month's end. */
export async function* journalText(
  tx: Tx,
  extent: Extent,
  text: JournalText,
  onEntry: OnEntry,
): AsyncGenerator<string> {
  yield text.head();
  for await (const page of readAccounts(tx)) yield page.map((one) => text.account(one)).join("");
  const ends = new MonthEnds(tx, extent, text);
  yield* ends.opening();
  for await (const page of readEntries(tx, extent)) {
    let out = "";
    for (const entry of page) {
      if (ends.isBefore(entry.date)) {
        yield out;
        yield* ends.until(entry.date);
        out = "";
      }
      onEntry(entry);
      out += text.entry(entry);
    }
    yield out;
  }
  yield* ends.until(undefined);
}

/** Reads the balances at the months' ends, in step with the entries. */
class MonthEnds {
  readonly #from: string;
  readonly #text: JournalText;
  readonly #pages: AsyncGenerator<DayBalance[]>;
  #page: readonly DayBalance[] = [];
  #index = 0;

  constructor(tx: Tx, extent: Extent, text: JournalText) {
    this.#from = extent.from;
    this.#text = text;
    this.#pages = readMonthEnds(tx, extent);
  }

  /** The balances before the first day; none for a journal from the beginning. */
  async *opening(): AsyncGenerator<string> {
    let begun = false;
    for (let next = await this.#peek(); next !== undefined && next.day < this.#from; ) {
      if (next.balanceMinor !== 0n) {
        yield begun ? this.#text.opened(next) : this.#text.opening() + this.#text.opened(next);
        begun = true;
      }
      next = await this.#skip();
    }
  }

  /** Whether month-end balances must be written before an entry of the day. */
  isBefore(day: string): boolean {
    const next = this.#page[this.#index];
    return next !== undefined && next.day < day;
  }

  /** The balances of all days before `day`; all remaining balances if `day` is undefined. */
  async *until(day: string | undefined): AsyncGenerator<string> {
    let next = await this.#peek();
    while (next !== undefined && (day === undefined || next.day < day)) {
      const { day: end } = next;
      let out = this.#text.closing(end);
      for (let count = 0; count < CLOSED_TOGETHER && next?.day === end; count += 1) {
        out += this.#text.closed(next);
        next = await this.#skip();
      }
      yield out;
    }
  }

  async #peek(): Promise<DayBalance | undefined> {
    if (this.#index === this.#page.length) {
      this.#page = (await this.#pages.next()).value ?? [];
      this.#index = 0;
    }
    return this.#page[this.#index];
  }

  #skip(): Promise<DayBalance | undefined> {
    this.#index += 1;
    return this.#peek();
  }
}
