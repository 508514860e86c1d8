// Reads the whole ledger in order. A transaction's postings come as one row of lists, and the next page is
// on its way while one is checked: the driver's work for a row costs more than the check of a posting.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Row } from "../database/tables.ts";
import { remembering } from "../kernel/remember.ts";

/** Transactions of one page: few enough that what is read dies young in the garbage collector. */
const PAGE = 500;
/** Accounts of one page. */
const ACCOUNTS_PAGE = 10_000;

/** One account while the book goes by. */
export interface BookAccount {
  /** `?` if there is no such account. */
  readonly name: string;
  readonly asset: string;
  /** After the transactions that are checked so far; debits positive, in minor units. */
  balanceMinor: bigint;
}

export interface StoredPosting {
  readonly line: number;
  readonly account: string;
  readonly asset: string;
  readonly amountMinor: bigint;
  readonly balanceMinor: bigint;
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
  readonly #byId = new Map<number, BookAccount>();
  /** Stand-ins for accounts that do not exist, by asset. */
  readonly #missing = new Map<string, BookAccount>();
  #byName: Map<string, BookAccount> | undefined;

  async load(tx: Tx): Promise<void> {
    for (let from = -1, rows: Row<"account", "id" | "name" | "asset">[]; ; from = rows.at(-1)!.id) {
      ({ rows } = await sql<Row<"account", "id" | "name" | "asset">>`
        select id, name, asset from account where id > ${from}
         order by id limit ${ACCOUNTS_PAGE}`.execute(tx.db));
      for (const { id, name, asset } of rows) this.#byId.set(id, { name, asset, balanceMinor: 0n });
      if (rows.length < ACCOUNTS_PAGE) return;
    }
  }

  /** The account that a posting names; its asset must be the posting's. */
  of(id: number, asset: string): BookAccount {
    const found = this.#byId.get(id);
    if (found !== undefined && found.asset === asset) return found;
    const known = this.#missing.get(asset);
    if (known !== undefined) return known;
    const missing = { name: "?", asset, balanceMinor: 0n };
    this.#missing.set(asset, missing);
    return missing;
  }

  find(name: string, asset: string): BookAccount | undefined {
    this.#byName ??= new Map(
      [...this.#byId.values()].map((one) => [keyOf(one.name, one.asset), one]),
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
  for (let page = readPage(tx, 0); ; ) {
    const rows = await page;
    const last = rows.at(-1);
    if (last === undefined) return;
    page = readPage(tx, Number(last.seq));
    // Its error is thrown where it is awaited, or nobody reads on.
    page.catch(() => {});
    for (const row of rows) yield transactionOf(row, accounts);
  }
}

interface TransactionRow
  extends Row<"ledger_transaction", "seq" | "kind" | "ref" | "accounting_date" | "cause">,
    Row<"ledger_transaction", "posting_count">,
    Record<"occurred_at" | "recorded_at" | "hash", string> {
  // Null without postings. Numbers with commas between, and a JSON list.
  readonly lines: string | null;
  readonly accounts: string;
  readonly assets: string;
  readonly amounts: string;
  readonly balances: string;
}

async function readPage(tx: Tx, from: number): Promise<TransactionRow[]> {
  const { rows } = await sql<TransactionRow>`
    select t.seq, t.kind, t.ref, extract(epoch from t.occurred_at) * 1000 as occurred_at,
           t.accounting_date::text, extract(epoch from t.recorded_at) * 1000 as recorded_at,
           t.cause, t.posting_count, encode(t.hash, 'hex') as hash, p.*
      from (select * from ledger_transaction where seq > ${from} order by seq limit ${PAGE}) t
      cross join lateral (
        select string_agg(line::text, ',') as lines, string_agg(account_id::text, ',') as accounts,
               json_agg(asset)::text as assets, string_agg(amount::text, ',') as amounts,
               string_agg(balance::text, ',') as balances
          from (select * from posting where seq = t.seq order by line) p) p
     order by t.seq`.execute(tx.db);
  return rows;
}

// Most transactions have the same few lists of lines and assets.
const linesOf = remembering((text) => text.split(",").map(Number));
const assetsOf = remembering((text) => JSON.parse(text) as string[]);

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
  return lines.map((line, index) => {
    const asset = assets[index]!;
    const of = accounts.of(Number(ids[index]), asset);
    const [amountMinor, balanceMinor] = [BigInt(amounts[index]!), BigInt(balances[index]!)];
    return { line, account: of.name, asset, amountMinor, balanceMinor, of };
  });
}
