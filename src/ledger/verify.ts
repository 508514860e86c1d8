// Verifies the ledger from its postings: sums, balances, sequence and both hash chains.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { formatInstant, type Zone } from "../kernel/time.ts";
import { add, type Whole } from "../kernel/whole.ts";
import { accountingDay } from "./accounting-day.ts";
import { GENESIS, sealHash, transactionHash } from "./chain.ts";
import { ClosedMonths } from "./closed-months.ts";
import { BookAccounts, type StoredTransaction } from "./read-book.ts";
import { Trail } from "./trail.ts";

/** Seals of one page. */
const PAGE = 5_000;

/** Checks transactions in order; collects the faults in `mismatches`. */
export class BookCheck {
  readonly mismatches: string[] = [];
  readonly #zone: Zone;
  readonly #closed = new ClosedMonths();
  readonly accounts = new BookAccounts();
  readonly #trail = new Trail();
  #hash = GENESIS;
  #recordedAt = 0;
  /** The sums of a transaction's postings by asset; one map for all, which is cleared. */
  readonly #sums = new Map<string, Whole>();
  #seq = 0;
  postings = 0;

  constructor(zone: Zone) {
    this.#zone = zone;
  }

  get transactions(): number {
    return this.#seq;
  }

  /**
   * The balance of an account after the transactions checked so far; debits positive, in minor
   * units.
   */
  balance(account: string, asset: string): bigint {
    return BigInt(this.accounts.find(account, asset)?.balanceMinor ?? 0);
  }

  check(one: StoredTransaction): void {
    const say = (what: string) => this.mismatches.push(`transaction ${one.seq}: ${what}`);
    if (one.seq !== this.#seq + 1) say(`follows ${this.#seq}: the sequence has a gap`);
    if (one.recordedAt < this.#recordedAt) say("was recorded before its predecessor");
    this.#checkDate(one, say);
    if (one.postings.length !== one.postingCount) {
      say(`has ${one.postings.length} postings and should have ${one.postingCount}`);
    }
    this.#checkPostings(one, say);
    const hash = transactionHash(this.#hash, one);
    if (hash !== one.hash) say(`hash is ${one.hash} and should be ${hash}`);
    this.#seq = one.seq;
    [this.#hash, this.#recordedAt] = [one.hash, one.recordedAt];
    this.#trail.push(one.hash, one.recordedAt);
    this.postings += one.postings.length;
  }

  // Uses the months closed before this transaction; a close or reopening affects only later
  // transactions.
  #checkDate(one: StoredTransaction, say: (what: string) => void): void {
    const local = this.#zone.day(one.occurredAt);
    const day = accountingDay(local, this.#closed.openFrom);
    if (one.accountingDate !== day) {
      const due = day === local ? "the local day" : `${day}, the first open day`;
      say(
        `accounting date ${one.accountingDate} should be ${due} of ${formatInstant(one.occurredAt)}`,
      );
    }
    const fault = this.#closed.follow(one);
    if (fault !== undefined) say(fault);
  }

  #checkPostings({ postings }: StoredTransaction, say: (what: string) => void): void {
    const sums = this.#sums;
    sums.clear();
    let place = 0;
    let asset = "";
    let sum: Whole = 0;
    for (const posting of postings) {
      const { line, of } = posting;
      place += 1;
      if (line !== place) say(`line ${line} is in the place of line ${place}`);
      if (of.name === "?") say(`line ${line} names an account that does not exist`);
      if (posting.asset !== asset) {
        sums.set(asset, sum);
        asset = posting.asset;
        sum = sums.get(asset) ?? 0;
      }
      sum = add(sum, posting.amountMinor);
      const balance = add(of.balanceMinor, posting.amountMinor);
      of.balanceMinor = posting.balanceMinor;
      if (balance !== posting.balanceMinor) {
        const is = `balance of ${of.name} is ${posting.balanceMinor}`;
        say(`line ${line}: ${is} and should be ${balance}`);
      }
    }
    sums.set(asset, sum);
    for (const [name, sum] of sums) if (sum !== 0) say(`postings in ${name} sum to ${sum}, not 0`);
  }

  /** After the last transaction, checks the seals, and finds postings without a transaction. */
  async finish(tx: Tx): Promise<void> {
    let [before, last] = [GENESIS, 0];
    for await (const seal of readSeals(tx)) {
      const say = (what: string) =>
        this.mismatches.push(`seal ${seal.first}–${seal.last}: ${what}`);
      if (seal.first !== last + 1) say(`does not follow ${last}`);
      const hash = sealHash(
        before,
        seal.first,
        seal.last,
        seal.recordedAt,
        this.#trail.hash(seal.last),
      );
      if (hash !== seal.hash) say(`hash is ${seal.hash} and should be ${hash}`);
      for (let seq = seal.first; seq <= seal.last; seq += 1) {
        if (this.#trail.recordedAt(seq) !== seal.recordedAt)
          say(`transaction ${seq} has another recorded time`);
      }
      [before, last] = [seal.hash, seal.last];
    }
    if (last !== this.#seq) this.mismatches.push(`transactions after ${last} are not sealed`);
    const { rows } = await sql<{ n: string }>`select count(*) as n from posting p
      where not exists (select from ledger_transaction t where t.seq = p.seq)`.execute(tx.db);
    if (rows[0]!.n !== "0") this.mismatches.push(`${rows[0]!.n} postings have no transaction`);
  }
}

interface Seal {
  readonly first: number;
  readonly last: number;
  readonly recordedAt: number;
  readonly hash: string;
}

async function* readSeals(tx: Tx): AsyncGenerator<Seal> {
  for (let [from, count] = [-1, PAGE]; count === PAGE; ) {
    const { rows } = await sql<
      Row<"seal", "first_seq" | "last_seq"> & Record<"recorded_at" | "hash", string>
    >`
      select first_seq, last_seq, extract(epoch from recorded_at) * 1000 as recorded_at,
             encode(hash, 'hex') as hash from seal where last_seq > ${from}
       order by last_seq limit ${PAGE}`.execute(tx.db);
    count = rows.length;
    for (const row of rows) {
      from = Number(row.last_seq);
      const [first, recordedAt] = [Number(row.first_seq), Number(row.recorded_at)];
      yield { first, last: from, recordedAt, hash: row.hash };
    }
  }
}
