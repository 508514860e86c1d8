// Stores the totals by accounting date: adds a commit's postings to the days and months of
// accounts, in sets.
import { type RawBuilder, sql } from "kysely";
import type { Sender } from "../database/database.ts";
import { numbers, texts } from "../database/unnest.ts";
import type { Account, Posted } from "./book.ts";

/** The amounts that a commit adds to an account's day or month, in minor units. */
interface Added {
  readonly account: Account;
  /** The day, or the first day of the month. */
  readonly from: string;
  debitMinor: bigint;
  creditMinor: bigint;
  readonly firstSeq: number;
  lastSeq: number;
}

/** Sums up the postings of a commit, and adds the sums to the stored totals at its end. */
export class Totals {
  readonly #byDay = new Map<string, Map<Account, Added>>();

  add(posted: readonly Posted[]): void {
    for (const { seq, accountingDate, postings } of posted) {
      const sums = sumsFrom(this.#byDay, accountingDate);
      for (const { holder, amountMinor } of postings) {
        const sum = sumOf(sums, holder, accountingDate, seq);
        if (amountMinor > 0n) sum.debitMinor += amountMinor;
        else sum.creditMinor -= amountMinor;
        sum.lastSeq = seq;
      }
    }
  }

  /** The accounts must already be stored. */
  store(out: Sender): void {
    const days = allOf(this.#byDay);
    if (days.length === 0) return;
    out.send(sql`insert into day_total as d
      select * from unnest(${keysAndSums(days)}, ${numbers(days.map((d) => d.firstSeq))}::bigint[],
        ${numbers(days.map((d) => d.lastSeq))}::bigint[])
      on conflict (account_id, day) do update set debit = d.debit + excluded.debit,
        credit = d.credit + excluded.credit, last_seq = excluded.last_seq`);
    storeMonths(out, monthsOf(days));
  }
}

function monthsOf(days: readonly Added[]): Added[] {
  const byMonth = new Map<string, Map<Account, Added>>();
  for (const { account, from, debitMinor, creditMinor, firstSeq } of days) {
    const month = `${from.slice(0, 7)}-01`;
    const sum = sumOf(sumsFrom(byMonth, month), account, month, firstSeq);
    sum.debitMinor += debitMinor;
    sum.creditMinor += creditMinor;
  }
  return allOf(byMonth);
}

// A month's balance continues from the month before; a late posting changes the later months too.
function storeMonths(out: Sender, months: readonly Added[]): void {
  const added = sql`unnest(${keysAndSums(months)}) as a (account_id, month, debit, credit)`;
  out.send(sql`insert into month_total as m
    select a.*, coalesce(before.balance, 0) + a.debit - a.credit
      from ${added}
      left join lateral (
        select balance from month_total where account_id = a.account_id and month < a.month
         order by month desc limit 1) before on true
    on conflict (account_id, month) do update set debit = m.debit + excluded.debit,
      credit = m.credit + excluded.credit, balance = m.balance + excluded.debit - excluded.credit`);
  out.send(sql`update month_total m set balance = m.balance + moved.amount
    from (select later.account_id, later.month, sum(a.debit - a.credit) as amount
            from ${added}
            join month_total later on later.account_id = a.account_id and later.month > a.month
           group by later.account_id, later.month) moved
   where m.account_id = moved.account_id and m.month = moved.month`);
}

function keysAndSums(all: readonly Added[]): RawBuilder<unknown> {
  return sql`${numbers(all.map(({ account }) => account.id))}::int[],
    ${texts(all.map(({ from }) => from))}::date[],
    ${numbers(all.map(({ debitMinor }) => debitMinor))}::numeric[],
    ${numbers(all.map(({ creditMinor }) => creditMinor))}::numeric[]`;
}

function sumsFrom(byDate: Map<string, Map<Account, Added>>, from: string): Map<Account, Added> {
  const sums = byDate.get(from) ?? new Map<Account, Added>();
  byDate.set(from, sums);
  return sums;
}

function sumOf(sums: Map<Account, Added>, account: Account, from: string, seq: number): Added {
  const known = sums.get(account);
  if (known !== undefined) return known;
  const sum = { account, from, debitMinor: 0n, creditMinor: 0n, firstSeq: seq, lastSeq: seq };
  sums.set(account, sum);
  return sum;
}

function allOf(byDate: ReadonlyMap<string, ReadonlyMap<Account, Added>>): Added[] {
  return [...byDate.values()].flatMap((sums) => [...sums.values()]);
}
