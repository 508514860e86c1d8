// Holds the head of a network's ledger in memory: sequence, hash chain, and the balances that a
// commit needs.

import { sql } from "kysely";
import type { Actor, Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { texts } from "../database/unnest.ts";
import { inRange } from "../kernel/money.ts";
import type { Zone } from "../kernel/time.ts";
import { accountingDay, OPEN_FROM } from "./accounting-day.ts";
import { signedCause } from "./cause.ts";
import { type ChainedPosting, GENESIS, transactionHash } from "./chain.ts";
import { type Coverage, LAST_COVERAGE, parseCoverage } from "./coverage.ts";
import type { Leg } from "./entry-draft.ts";
import type { TransactionKind } from "./kind.ts";

/** An entry to post; `cause` is the canonical JSON text of the request. */
export interface Entry {
  readonly kind: TransactionKind;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly cause: string;
  readonly legs: readonly Leg[];
}

export interface Account {
  readonly name: string;
  readonly asset: string;
  /** Null until the first posting of the account is stored. */
  id: number | null;
  balanceMinor: bigint;
}

export interface Posting extends ChainedPosting {
  readonly holder: Account;
}

export interface Posted extends Omit<Entry, "kind" | "legs"> {
  /** The name of its kind. */
  readonly kind: string;
  readonly seq: number;
  readonly accountingDate: string;
  readonly postings: readonly Posting[];
  readonly hash: string;
}

/** The end of the stored ledger. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
  readonly seal: string;
  readonly recordedAt: number;
  /** The database's time when the head was read, in milliseconds. */
  readonly readAt: number;
  readonly lastAccountId: number;
  /** Undefined before the first commit. */
  readonly coverage: Coverage | undefined;
  /** The first day after the closed months; empty if no month is closed. */
  readonly openFrom: string;
}

/** Reads the head; it cannot change only while the caller holds the network's lock. */
export async function readHead(tx: Tx): Promise<Head> {
  const { rows } = await sql<{
    seq: string | null;
    hash: string | null;
    seal: string | null;
    recorded_at: string | null;
    read_at: string;
    account_id: number | null;
    coverage: string[] | null;
    open_from: string | null;
  }>`select t.seq, encode(t.hash, 'hex') as hash, encode(s.hash, 'hex') as seal,
            extract(epoch from s.recorded_at) * 1000 as recorded_at,
            extract(epoch from clock_timestamp()) * 1000 as read_at,
            (select max(id) from account) as account_id, ${LAST_COVERAGE} as coverage,
            ${OPEN_FROM} as open_from
       from (select 1) one
       left join (select seq, hash from ledger_transaction order by seq desc limit 1) t on true
       left join (select hash, recorded_at from seal order by last_seq desc limit 1) s on true`.execute(
    tx.db,
  );
  const row = rows[0]!;
  return {
    seq: Number(row.seq ?? 0),
    hash: row.hash ?? GENESIS,
    seal: row.seal ?? GENESIS,
    recordedAt: Number(row.recorded_at ?? 0),
    readAt: Number(row.read_at),
    lastAccountId: row.account_id ?? 0,
    coverage: parseCoverage(row.coverage),
    openFrom: row.open_from ?? "",
  };
}

export class Book {
  readonly #zone: Zone;
  readonly #openFrom: string;
  readonly #actor: Actor | undefined;
  /** By asset and name. */
  readonly #accounts = new Map<string, Map<string, Account>>();
  #size = 0;
  #seq: number;
  #hash: string;
  #appended: Posted[] = [];

  /**
   * `actor` is the person or token that requests the entries; kinds that follow from orders do not
   * record it.
   */
  constructor(head: Head, zone: Zone, actor?: Actor) {
    this.#zone = zone;
    this.#openFrom = head.openFrom;
    this.#actor = actor;
    this.#seq = head.seq;
    this.#hash = head.hash;
  }

  /** The number of loaded accounts. */
  get size(): number {
    return this.#size;
  }

  /**
   * Where this book ends. If that is the end of the stored ledger, its balances are valid. Undefined
   * while entries wait to be stored.
   */
  get place(): Pick<Head, "seq" | "hash"> | undefined {
    return this.#appended.length === 0 ? { seq: this.#seq, hash: this.#hash } : undefined;
  }

  /** Loads the balances of accounts that are not loaded yet; an unknown account has balance 0. */
  async load(tx: Tx, asset: string, names: Iterable<string>): Promise<void> {
    const known = this.#accounts.get(asset) ?? new Map<string, Account>();
    this.#accounts.set(asset, known);
    const missing: string[] = [];
    for (const name of names) {
      if (known.has(name)) continue;
      known.set(name, { name, asset, id: null, balanceMinor: 0n });
      missing.push(name);
    }
    if (missing.length === 0) return;
    this.#size += missing.length;
    const { rows } = await sql<Row<"account", "name" | "id"> & Row<"posting", "balance">>`
      select a.name, a.id, p.balance
        from unnest(${texts(missing)}::text[]) as wanted (name)
        cross join lateral (select name, id from account
                             where name = wanted.name and asset = ${asset} offset 0) a
        cross join lateral (select balance from posting where account_id = a.id
                             order by seq desc, line desc limit 1) p`.execute(tx.db);
    for (const row of rows) {
      const account = known.get(row.name)!;
      account.id = row.id;
      account.balanceMinor = BigInt(row.balance);
    }
  }

  /** Goes on to the head: reads the balances of loaded accounts to which others have posted since. */
  async catchUp(tx: Tx, { seq, hash }: Head): Promise<void> {
    const { rows } = await sql<Row<"account", "id" | "name" | "asset"> & Row<"posting", "balance">>`
      select a.id, a.name, a.asset, p.balance
        from (select distinct account_id from posting where seq > ${this.#seq}) posted
        cross join lateral (select id, name, asset from account where id = account_id offset 0) a
        cross join lateral (select balance from posting where account_id = a.id
                             order by seq desc, line desc limit 1) p`.execute(tx.db);
    for (const { id, name, asset, balance } of rows) {
      const account = this.#accounts.get(asset)?.get(name);
      if (account !== undefined) Object.assign(account, { id, balanceMinor: BigInt(balance) });
    }
    this.#seq = seq;
    this.#hash = hash;
  }

  /** The balance of a loaded account, debits positive, in minor units. */
  balance(asset: string, name: string): bigint {
    return this.#account(asset, name).balanceMinor;
  }

  /** Appends an entry; a refusal (`OUT_OF_RANGE`) leaves the book unchanged. */
  append(entry: Entry): Posted {
    const postings = entry.legs.map((leg, index): Posting => {
      const holder = this.#account(leg.asset, leg.account);
      const balanceMinor = inRange(holder.balanceMinor + leg.amountMinor, leg.account);
      const { account, asset, amountMinor } = leg;
      return { line: index + 1, account, asset, amountMinor, balanceMinor, holder };
    });
    for (const { holder, balanceMinor } of postings) holder.balanceMinor = balanceMinor;
    const { ref, occurredAt } = entry;
    const { name: kind, isAct } = entry.kind;
    const cause = isAct && this.#actor ? signedCause(entry.cause, this.#actor) : entry.cause;
    const accountingDate = accountingDay(this.#zone.day(occurredAt), this.#openFrom);
    const seq = this.#seq + 1;
    const chained = { seq, kind, ref, occurredAt, accountingDate, cause, postings };
    const posted = { ...chained, hash: transactionHash(this.#hash, chained) };
    this.#seq = seq;
    this.#hash = posted.hash;
    this.#appended.push(posted);
    return posted;
  }

  /** Returns the entries appended since the last call, to be stored. */
  drain(): Posted[] {
    const appended = this.#appended;
    this.#appended = [];
    return appended;
  }

  #account(asset: string, name: string): Account {
    const account = this.#accounts.get(asset)?.get(name);
    if (account === undefined) throw new Error(`account ${name} in ${asset} was not loaded`);
    return account;
  }
}
