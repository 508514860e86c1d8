// Verifies the ledger from its postings: sums, balances, sequence and both hash chains.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { formatInstant, type Zone } from "../kernel/time.ts";
import { accountingDay } from "./accounting-day.ts";
import { GENESIS, sealHash, transactionHash } from "./chain.ts";
import { ClosedMonths } from "./closed-months.ts";
import type { StoredTransaction } from "./read-book.ts";

/** Checks transactions in order; collects the faults in `mismatches`. */
export class BookCheck {
  readonly mismatches: string[] = [];
  readonly #zone: Zone;
  readonly #closed = new ClosedMonths();
  readonly #balances = new Map<string, bigint>();
  readonly #hashes: string[] = [GENESIS];
  readonly #recorded: number[] = [0];
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
    return this.#balances.get(`${asset} ${account}`) ?? 0n;
  }

  check(one: StoredTransaction): void {
    const say = (what: string) => this.mismatches.push(`transaction ${one.seq}: ${what}`);
    if (one.seq !== this.#seq + 1) say(`follows ${this.#seq}: the sequence has a gap`);
    if (one.recordedAt < (this.#recorded.at(-1) ?? 0)) say("was recorded before its predecessor");
    this.#checkDate(one, say);
    if (one.postings.length !== one.postingCount) {
      say(`has ${one.postings.length} postings and should have ${one.postingCount}`);
    }
    this.#checkPostings(one, say);
    const hash = transactionHash(this.#hashes.at(-1)!, one);
    if (hash !== one.hash) say(`hash is ${one.hash} and should be ${hash}`);
    this.#seq = one.seq;
    this.#hashes.push(one.hash);
    this.#recorded.push(one.recordedAt);
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
    const sums = new Map<string, bigint>();
    for (const [index, { line, account, asset, amountMinor, balanceMinor }] of postings.entries()) {
      if (line !== index + 1) say(`line ${line} is in the place of line ${index + 1}`);
      if (account === "?") say(`line ${line} names an account that does not exist`);
      sums.set(asset, (sums.get(asset) ?? 0n) + amountMinor);
      const key = `${asset} ${account}`;
      const balance = (this.#balances.get(key) ?? 0n) + amountMinor;
      if (balance !== balanceMinor) {
        say(`line ${line}: balance of ${account} is ${balanceMinor} and should be ${balance}`);
      }
      this.#balances.set(key, balanceMinor);
    }
    for (const [asset, sum] of sums)
      if (sum !== 0n) say(`postings in ${asset} sum to ${sum}, not 0`);
  }

  /** After the last transaction, checks the seals, and finds postings without a transaction. */
  async finish(tx: Tx): Promise<void> {
    let [before, last] = [GENESIS, 0];
    for (const seal of await readSeals(tx)) {
      const say = (what: string) =>
        this.mismatches.push(`seal ${seal.first}–${seal.last}: ${what}`);
      if (seal.first !== last + 1) say(`does not follow ${last}`);
      const hash = sealHash(
        before,
        seal.first,
        seal.last,
        seal.recordedAt,
        this.#hashes[seal.last] ?? "",
      );
      if (hash !== seal.hash) say(`hash is ${seal.hash} and should be ${hash}`);
      for (let seq = seal.first; seq <= seal.last; seq += 1) {
        if (this.#recorded[seq] !== seal.recordedAt)
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

async function readSeals(tx: Tx): Promise<Seal[]> {
  const { rows } = await sql<
    Row<"seal", "first_seq" | "last_seq"> & Record<"recorded_at" | "hash", string>
  >`
    select first_seq, last_seq, extract(epoch from recorded_at) * 1000 as recorded_at,
           encode(hash, 'hex') as hash from seal order by last_seq`.execute(tx.db);
  return rows.map((row) => ({
    first: Number(row.first_seq),
    last: Number(row.last_seq),
    recordedAt: Number(row.recorded_at),
    hash: row.hash!,
  }));
}
