// Reads the ledger in order. A transaction's postings come as one row of lists: the driver's work for a row
// costs more than the check of a posting.
import { type RawBuilder, sql } from "kysely";
import { fetchPages } from "../database/cursor.ts";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { texts } from "../database/unnest.ts";
import { remembering } from "../kernel/remember.ts";
import { type Whole, wholeOf } from "../kernel/whole.ts";
import { findPattern } from "./chart/chart.ts";
import type { AccountPattern } from "./chart/pattern.ts";
import type { TransactionKind } from "./kind.ts";
import { after } from "./since.ts";

/** Transactions of one page: few enough that what is read dies young in the garbage collector. */
const PAGE = 250;
/** Accounts of one page. */
const ACCOUNTS_PAGE = 10_000;

/** One account while the book goes by. */
export class BookAccount {
  /** `?` if there is no such account. */
  readonly name: string;
  readonly asset: string;
  /** Its number among all accounts; 0 is none. */
  readonly id: number;
  /** After the transactions that are checked so far; debits positive, in minor units. */
  balanceMinor: Whole = 0;
  #pattern: AccountPattern | undefined | null = null;

  constructor(id: number, name: string, asset: string) {
    this.id = id;
    this.name = name;
    this.asset = asset;
  }

  /** What kind of account it is; looked for once. */
  get pattern(): AccountPattern | undefined {
    if (this.#pattern === null) this.#pattern = findPattern(this.name);
    return this.#pattern;
  }
}

export interface StoredPosting {
  readonly line: number;
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: Whole;
  readonly balanceMinor: Whole;
  readonly of: BookAccount;
}

export interface StoredTransaction {
  readonly seq: number;
  readonly kind: string;
  readonly ref: string | null;
  readonly occurredAt: number;
  readonly accountingDate: string;
  readonly recordedAt: number;
  readonly cause: string;
  readonly postingCount: number;
  readonly hash: string;
  readonly postings: readonly StoredPosting[];
}

/** The accounts that postings name, once each. */
export class BookAccounts {
  readonly #byId: BookAccount[] = [];
  /** Stand-ins for accounts that do not exist, by asset. */
  readonly #missing = new Map<string, BookAccount>();
  /** One text for each asset, however many rows name it. */
  readonly #assetOf = remembering((asset) => asset);
  #byName: Map<string, BookAccount> | undefined;

  /**
   * All accounts; or only those with postings behind `since` and of the given names, with their
   * balances after it.
   */
  async load(tx: Tx, since: number, names: readonly string[]): Promise<void> {
    const query = since === 0 ? ACCOUNTS : accountsAfter(since, names);
    for await (const rows of fetchPages<AccountRow>(tx, "accounts", query, ACCOUNTS_PAGE))
      for (const { id, name, asset, balance } of rows) {
        const account = new BookAccount(id, name, this.#assetOf(asset));
        account.balanceMinor = wholeOf(balance);
        this.#byId[id] = account;
      }
  }

  /** The account that a posting names; its asset must be the posting's. */
  of(id: number, asset: string): BookAccount {
    const found = this.#byId[id];
    if (found !== undefined && found.asset === asset) return found;
    const known = this.#missing.get(asset);
    if (known !== undefined) return known;
    const missing = new BookAccount(0, "?", asset);
    this.#missing.set(asset, missing);
    return missing;
  }

  find(name: string, asset: string): BookAccount | undefined {
    this.#byName ??= new Map(
      // Ids can have gaps.
      this.#byId.filter(Boolean).map((one) => [keyOf(one.name, one.asset), one]),
    );
    return this.#byName.get(keyOf(name, asset));
  }
}

function keyOf(name: string, asset: string): string {
  return `${asset} ${name}`;
}

type AccountRow = Row<"account", "id" | "name" | "asset"> & Row<"posting", "balance">;

const ACCOUNTS = sql`select id, name, asset, '0' as balance from account`;

function accountsAfter(since: number, names: readonly string[]): RawBuilder<unknown> {
  return sql`
    select a.id, a.name, a.asset, coalesce(b.balance, 0) as balance
      from (select account_id as id from posting where ${after(sql`seq`, since)}
            union select id from account where name = any(${texts(names)}::text[])) named
      join account a using (id)
      left join lateral (
        select balance from posting where account_id = a.id and seq <= ${sql.lit(since)}
         order by seq desc, line desc limit 1) b on true`;
}

/** The transactions behind `since` in order, with their postings; memory holds two pages. */
export async function* readBook(
  tx: Tx,
  accounts: BookAccounts,
  since: number,
): AsyncGenerator<StoredTransaction> {
  const book = bookOf(after(sql`t.seq`, since));
  for await (const rows of fetchPages<TransactionRow>(tx, "book", book, PAGE))
    for (const row of rows) yield transactionOf(row, accounts);
}

/** The transactions of some kinds up to `since`, in order: of kinds that every book has few of. */
export async function* readEarlier(
  tx: Tx,
  accounts: BookAccounts,
  since: number,
  kinds: readonly TransactionKind[],
): AsyncGenerator<StoredTransaction> {
  const names = sql.join(kinds.map(({ name }) => sql.lit(name)));
  const book = bookOf(sql`t.seq <= ${sql.lit(since)} and t.kind in (${names})`);
  for await (const rows of fetchPages<TransactionRow>(tx, "earlier", book, PAGE))
    for (const row of rows) yield transactionOf(row, accounts);
}

interface TransactionRow
  extends Row<"ledger_transaction", "seq" | "kind" | "ref" | "accounting_date" | "cause">,
    Row<"ledger_transaction", "posting_count">,
    Record<"occurred_at" | "recorded_at" | "hash", string> {
  // Null without postings, otherwise values with commas between.
  readonly lines: string | null;
  readonly accounts: string;
  readonly assets: string;
  readonly amounts: string;
  readonly balances: string;
}

const bookOf = (which: RawBuilder<unknown>) => sql`
  select t.seq, t.kind, t.ref, extract(epoch from t.occurred_at) * 1000 as occurred_at,
         t.accounting_date::text, extract(epoch from t.recorded_at) * 1000 as recorded_at,
         t.cause, t.posting_count, encode(t.hash, 'hex') as hash, p.*
    from ledger_transaction t
    cross join lateral (
      select string_agg(line::text, ',') as lines, string_agg(account_id::text, ',') as accounts,
             string_agg(asset, ',') as assets, string_agg(amount::text, ',') as amounts,
             string_agg(balance::text, ',') as balances
        from (select * from posting where seq = t.seq order by line) p) p
   where ${which}
   order by t.seq`;

// Most transactions have the same few lists of lines and assets.
const linesOf = remembering((text) => text.split(",").map(Number));
const assetsOf = remembering((text) => text.split(","));

function transactionOf(row: TransactionRow, accounts: BookAccounts): StoredTransaction {
  return {
    seq: Number(row.seq),
    kind: row.kind,
    ref: row.ref,
    occurredAt: Number(row.occurred_at),
    accountingDate: row.accounting_date,
    recordedAt: Number(row.recorded_at),
    cause: row.cause,
    postingCount: row.posting_count,
    hash: row.hash,
    postings: row.lines === null ? [] : postingsOf(linesOf(row.lines), row, accounts),
  };
}

function postingsOf(
  lines: readonly number[],
  row: TransactionRow,
  accounts: BookAccounts,
): StoredPosting[] {
  const [ids, assets] = [row.accounts.split(","), assetsOf(row.assets)];
  const [amounts, balances] = [row.amounts.split(","), row.balances.split(",")];
  // A comma in an asset is a fault by itself: no account has such an asset.
  const isSplit = assets.length === lines.length;
  return lines.map((line, index) => {
    const of = accounts.of(wholeOf(ids[index]!) as number, isSplit ? assets[index]! : row.assets);
    return {
      line,
      account: of.name,
      asset: of.asset,
      amountMinor: wholeOf(amounts[index]!),
      balanceMinor: wholeOf(balances[index]!),
      of,
    };
  });
}
