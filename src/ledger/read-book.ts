// Reads the ledger in order. A transaction's postings come as one row of lists: the driver's work for a row
// costs more than the check of a posting.
import { sql } from "kysely";
import { fetchPages } from "../database/cursor.ts";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { remembering } from "../kernel/remember.ts";
import { type Whole, wholeOf } from "../kernel/whole.ts";
import { findPattern } from "./chart/chart.ts";
import type { AccountPattern } from "./chart/pattern.ts";

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

  async load(tx: Tx): Promise<void> {
    for (let from = -1, rows: Row<"account", "id" | "name" | "asset">[]; ; from = rows.at(-1)!.id) {
      ({ rows } = await sql<Row<"account", "id" | "name" | "asset">>`
        select id, name, asset from account where id > ${from}
         order by id limit ${ACCOUNTS_PAGE}`.execute(tx.db));
      for (const { id, name, asset } of rows)
        this.#byId[id] = new BookAccount(id, name, this.#assetOf(asset));
      if (rows.length < ACCOUNTS_PAGE) return;
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

/** All transactions in order, with their postings; memory holds two pages. */
export async function* readBook(tx: Tx, accounts: BookAccounts): AsyncGenerator<StoredTransaction> {
  await accounts.load(tx);
  for await (const rows of fetchPages<TransactionRow>(tx, "book", BOOK, PAGE))
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

const BOOK = sql`
  select t.seq, t.kind, t.ref, extract(epoch from t.occurred_at) * 1000 as occurred_at,
         t.accounting_date::text, extract(epoch from t.recorded_at) * 1000 as recorded_at,
         t.cause, t.posting_count, encode(t.hash, 'hex') as hash, p.*
    from ledger_transaction t
    cross join lateral (
      select string_agg(line::text, ',') as lines, string_agg(account_id::text, ',') as accounts,
             string_agg(asset, ',') as assets, string_agg(amount::text, ',') as amounts,
             string_agg(balance::text, ',') as balances
        from (select * from posting where seq = t.seq order by line) p) p
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
