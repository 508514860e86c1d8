// Builds vouchers (记账凭证) from transactions: one for each transaction, or for each kind and day;
// every voucher balances.

import type { MappedAccount, VoucherMapping } from "../journal/mapping.ts";
import type { JournalEntry } from "../journal/read-journal.ts";
import type { VouchersBy } from "../journal/request.ts";

/** The debits or the credits of an account in a voucher. */
export interface VoucherLine {
  readonly account: MappedAccount;
  readonly isDebit: boolean;
  /** Above zero, in minor units. */
  amountMinor: bigint;
}

export interface Voucher {
  readonly day: string;
  /** Without gaps within a month. */
  readonly number: number;
  readonly summary: string;
  /** The ref of the transaction, if the voucher has one transaction. */
  readonly ref: string;
  readonly lines: readonly VoucherLine[];
}

interface Draft {
  readonly kind: string;
  readonly lines: Map<string, VoucherLine>;
  readonly ref: string | null;
  transactions: number;
}

/** Turns transactions in order of accounting date into vouchers; memory holds one day. */
export class Vouchers {
  readonly #mapping: VoucherMapping;
  readonly #by: VouchersBy;
  /** The drafts of the current day, by kind. */
  readonly #drafts = new Map<string, Draft>();
  #day = "";
  #next: number;

  constructor(mapping: VoucherMapping, by: VouchersBy, firstNumber: number) {
    this.#mapping = mapping;
    this.#by = by;
    this.#next = firstNumber;
  }

  /** Takes the next transaction, and yields the vouchers that are complete. */
  *apply(entry: JournalEntry): Generator<Voucher> {
    const lines = this.#linesOf(entry);
    if (entry.date !== this.#day) yield* this.#begin(entry.date);
    if (lines.size === 0) return;
    const { kind, ref } = entry;
    if (this.#by === "transaction") {
      yield this.#voucher({ kind, lines, ref, transactions: 1 });
      return;
    }
    const open = this.#drafts.get(kind);
    const isFull = open !== undefined && open.lines.size + lines.size > this.#mapping.maxLines;
    if (isFull) yield this.#voucher(open);
    if (open === undefined || isFull) this.#drafts.set(kind, { kind, lines, ref, transactions: 1 });
    else add(open, lines);
  }

  /** Yields the vouchers of the last day. */
  *end(): Generator<Voucher> {
    const byKind = [...this.#drafts.values()].sort((one, other) =>
      one.kind < other.kind ? -1 : 1,
    );
    for (const draft of byKind) yield this.#voucher(draft);
    this.#drafts.clear();
  }

  *#begin(day: string): Generator<Voucher> {
    yield* this.end();
    if (this.#day !== "" && day.slice(0, 7) !== this.#day.slice(0, 7)) this.#next = 1;
    this.#day = day;
  }

  #voucher({ kind, lines, ref, transactions }: Draft): Voucher {
    const what = this.#mapping.document.summaries?.[kind] ?? kind;
    const about = this.#by === "day" ? `${transactions}笔` : (ref ?? "");
    const number = this.#next++;
    return {
      ...{ day: this.#day, number, summary: `${what} ${about}`.trim() },
      ...{ ref: this.#by === "day" ? "" : (ref ?? ""), lines: sorted(lines) },
    };
  }

  /**
   * A transaction's lines in the vouchers' currency; the debits and credits of an account stay
   * separate.
   */
  #linesOf(entry: JournalEntry): Map<string, VoucherLine> {
    const lines = new Map<string, VoucherLine>();
    for (const { account: name, asset, amountMinor: amount } of entry.postings) {
      if (asset !== this.#mapping.asset) continue;
      const account = this.#mapping.find(name);
      if (account === undefined) throw new Error(`${name} is not mapped`);
      const isDebit = amount > 0n;
      const { kind = "", code = "" } = account.party ?? {};
      const key = `${isDebit ? "1" : "2"} ${account.code} ${kind} ${code}`;
      const line = lines.get(key) ?? { account, isDebit, amountMinor: 0n };
      line.amountMinor += isDebit ? amount : -amount;
      lines.set(key, line);
    }
    return lines;
  }
}

function add(draft: Draft, lines: ReadonlyMap<string, VoucherLine>): void {
  draft.transactions += 1;
  for (const [key, line] of lines) {
    const there = draft.lines.get(key);
    if (there === undefined) draft.lines.set(key, line);
    else there.amountMinor += line.amountMinor;
  }
}

/** Debits first, then by account and party. */
function sorted(lines: ReadonlyMap<string, VoucherLine>): VoucherLine[] {
  return [...lines].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
}
