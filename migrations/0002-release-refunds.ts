// What is held back until its day, what has been released, and what was given back.
import { Migration } from "@mikro-orm/migrations";

export class M20261122ReleaseRefund extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  // When the distributors' shares become available; null: at once.
  "alter table settlement add column due_at timestamptz(3)",

  // What of a distributor's pending balance becomes available when.
  `create table pending (
     due_at timestamptz(3) not null,
     distributor_id int not null,
     amount bigint not null,
     primary key (due_at, distributor_id))`,

  // A share is pending as long as its distributor and day have no release after its order.
  `create table release (
     seq bigint primary key,
     distributor_id int not null,
     due_at timestamptz(3) not null,
     amount bigint not null)`,
  "create index on release (distributor_id, due_at, seq)",

  `create table refund (
     seq bigint primary key,
     order_seq bigint not null,
     quantity bigint not null check (quantity > 0),
     platform bigint not null,
     lines json not null)`,
  "create index on refund (order_seq)",

  // What postings are told by is theirs too: an account's name, and an asset's decimals.
  ...["release", "refund", "account", "asset", "settings"].flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),

  // All postings of a transaction count, not only those that come: none can be added later.
  `create or replace function check_postings() returns trigger language plpgsql set search_path from current as $$
   declare
     fault text;
   begin
     select format('transaction %s does not balance in %s: %s', seq, asset, sum(amount)) into fault
       from added_posting group by seq, asset having sum(amount) <> 0 limit 1;
     if fault is null then
       select format('transaction %s has %s postings and announced %s', p.seq, c.n, t.posting_count)
         into fault
         from (select distinct seq from added_posting) p
         cross join lateral (select count(*) as n from posting where seq = p.seq) c
         left join ledger_transaction t on t.seq = p.seq
         where t.posting_count is distinct from c.n limit 1;
     end if;
     if fault is null then
       select format('posting %s/%s names account %s in %s, which is not one', p.seq, p.line, p.account_id, p.asset)
         into fault
         from added_posting p left join account a on a.id = p.account_id and a.asset = p.asset
         where a.id is null limit 1;
     end if;
     if fault is not null then
       raise exception '%', fault using errcode = 'check_violation';
     end if;
     return null;
   end $$`,
];
