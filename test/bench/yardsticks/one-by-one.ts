// The yardstick of batches: the rows of the first orders, each order in a transaction of its own, by 16 clients
// under the network's lock. Totals are left out, which spares this side some work.
import { Client } from "pg";
import { connected } from "../stand/databases.ts";
import { SCHEMA } from "../stand/network.ts";
import type { Stand } from "../stand/stand.ts";

const CLIENTS = 16;
const LOCK = 1;
/** The tables of an order, in the order of the inserts. */
const TABLES = ["ledger_transaction", "posting", "settlement", "tier_change", "accrual"];

/** The rows of one order: JSON by table. */
type OrderRows = ReadonlyMap<string, string>;

/** Orders a second. */
export async function oneByOneRate(
  stand: Stand,
  beforeUrl: string,
  afterUrl: string,
): Promise<number> {
  const orders = await readOrders(beforeUrl, afterUrl, stand.sizes.ordersOneByOne);
  const url = await stand.databases.create(beforeUrl);
  const clients = Array.from({ length: CLIENTS }, () => new Client({ connectionString: url }));
  for (const client of clients) {
    await client.connect();
    await client.query(`set search_path to ${SCHEMA}`);
  }
  const waiting = orders.values();
  const startedMs = performance.now();
  await Promise.all(clients.map((client) => write(client, waiting)));
  const seconds = (performance.now() - startedMs) / 1_000;
  for (const client of clients) await client.end();
  await stand.databases.drop(url);
  return orders.length / seconds;
}

// The next order is taken under the lock, so that sequence numbers are written in their order.
async function write(client: Client, waiting: Iterator<OrderRows>): Promise<void> {
  for (;;) {
    await client.query(`begin; select pg_advisory_xact_lock(${LOCK})`);
    const { value: order, done } = waiting.next();
    if (done) break;
    for (const [table, rows] of order) {
      const text = `insert into ${table} select * from json_populate_recordset(null::${table}, $1)`;
      await client.query({ name: table, text, values: [rows] });
    }
    await client.query("commit");
  }
  await client.query("rollback");
}

function readOrders(beforeUrl: string, afterUrl: string, count: number): Promise<OrderRows[]> {
  return connected(beforeUrl, async (before) => {
    const { rows } = await before.query<{ seq: string; account: string }>(
      `select (select max(seq) from ${SCHEMA}.ledger_transaction) as seq,
              (select coalesce(max(id), 0) from ${SCHEMA}.account) as account`,
    );
    const { seq, account } = rows[0]!;
    return connected(afterUrl, async (client) => {
      await client.query(`set search_path to ${SCHEMA}`);
      const orders = new Map<string, Map<string, string>>();
      const add = async (table: string, query: string) => {
        const found = await client.query<{ seq: string; rows: string }>(query);
        for (const one of found.rows) {
          const order = orders.get(one.seq) ?? new Map<string, string>();
          orders.set(one.seq, order.set(table, one.rows));
        }
      };
      const range = `between ${seq} + 1 and ${seq} + ${count}`;
      await add("account", accountsBy(account, range));
      for (const table of TABLES) await add(table, rowsBy(table, range));
      return [...orders].sort(([a], [b]) => Number(a) - Number(b)).map(([, order]) => order);
    });
  });
}

function rowsBy(table: string, range: string): string {
  return `select seq, json_agg(one)::text as rows from ${table} one where seq ${range} group by seq`;
}

/** New accounts, with the order that posts to them first. */
function accountsBy(known: string, range: string): string {
  return `select first.seq, json_agg(one)::text as rows from account one
    cross join lateral (select min(seq) as seq from posting where account_id = one.id) first
    where one.id > ${known} and first.seq ${range} group by first.seq`;
}
