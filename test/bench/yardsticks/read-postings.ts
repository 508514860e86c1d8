// The yardstick of `verify`: reads every posting in its order through the same driver. Its arguments: URL SCHEMA.
import { Client } from "pg";

const PAGE = 5_000;
const [url, schema] = process.argv.slice(2);
const client = new Client({ connectionString: url });
await client.connect();
await client.query(`begin; set local search_path to "${schema}";
  declare read no scroll cursor for
  select seq, line, account_id, asset, amount, balance from posting order by seq, line`);
let postings = 0;
for (let read = PAGE; read === PAGE; postings += read) {
  read = (await client.query(`fetch ${PAGE} from read`)).rows.length;
}
await client.end();
console.log(JSON.stringify({ postings }));
