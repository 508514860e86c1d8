// Verifies the ledger from its postings: sums, balances, sequence and both hash chains.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import { formatInstant, type Zone } from "../kernel/time.ts";
import { add, type Whole } from "../kernel/whole.ts";
import { accountingDay } from "./accounting-day.ts";
import { sealHash, transactionHash } from "./chain.ts";
import { ClosedMonths } from "./closed-months.ts";
import { PERIOD_CLOSE, PERIOD_REOPEN } from "./kind.ts";
import { BookAccounts, type StoredTransaction } from "./read-book.ts";
import { readSeals, type Seal, type SealedAt } from "./seals.ts";
import { after } from "./since.ts";
import { Trail } from "./trail.ts";

/** Of these kinds it must know what lies before the transactions that it checks. */
export const RECALLED = [PERIOD_CLOSE, PERIOD_REOPEN];

/** Checks transactions in order; collects the faults in `mismatches`. */
export class BookCheck {
  readonly mismatches: string[] = [];
  readonly #zone: Zone;
  readonly #closed = new ClosedMonths();
  readonly accounts = new BookAccounts();
  readonly #since: SealedAt;
  readonly #trail: Trail;
  #hash: string;
  #recordedAt: number;
  #seal: Seal;
  /** The sums of a transaction's postings by asset; one map for all, which is cleared. */
  readonly #sums = new Map<string, Whole>();
  #seq: number;
  postings = 0;

  /** Of the transactions behind a seal. */
  constructor(zone: Zone, since: SealedAt) {
    this.#zone = zone;
    this.#since = since;
    this.#trail = new Trail(since.last);
    [this.#hash, this.#recordedAt] = [since.transactionHash, since.recordedAt];
    [this.#seal, this.#seq] = [since, since.last];
  }

  get transactions(): number {
    return this.#seq - this.#since.last;
  }

  /** The last transaction that was checked, or the one behind which the check begins. */
  get head(): { readonly seq: number; readonly hash: string } {
    return { seq: this.#seq, hash: this.#hash };
  }

  /** The last seal, when the check has ended. */
  get seal(): Seal {
    return this.#seal;
  }

  /**
   * The balance of an account after the transactions checked so far; debits positive, in minor
   * units.
   */
  balance(account: string, asset: string): bigint {
    return BigInt(this.accounts.find(account, asset)?.balanceMinor ?? 0);
  }

  /** A transaction before the first one that is checked, of a kind in `RECALLED`. */
  recall(one: StoredTransaction): void {
    this.#closed.follow(one);
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
    for await (const seal of readSeals(tx, this.#since.last)) {
      this.#checkSeal(seal);
      this.#seal = seal;
    }
    const { last } = this.#seal;
    if (last !== this.#seq) this.mismatches.push(`transactions after ${last} are not sealed`);
    const { rows } = await sql<{ n: string }>`select count(*) as n from posting p
      where ${after(sql`p.seq`, this.#since.last)}
        and not exists (select from ledger_transaction t where t.seq = p.seq)`.execute(tx.db);
    if (rows[0]!.n !== "0") this.mismatches.push(`${rows[0]!.n} postings have no transaction`);
  }

  #checkSeal({ first, last, recordedAt, hash }: Seal): void {
    const before = this.#seal;
    const say = (what: string) => this.mismatches.push(`seal ${first}–${last}: ${what}`);
    if (first !== before.last + 1) say(`does not follow ${before.last}`);
    const should = sealHash(before.hash, first, last, recordedAt, this.#trail.hash(last));
    if (hash !== should) say(`hash is ${hash} and should be ${should}`);
    for (let seq = first; seq <= last; seq += 1) {
      if (this.#trail.recordedAt(seq) !== recordedAt)
        say(`transaction ${seq} has another recorded time`);
    }
  }
}
