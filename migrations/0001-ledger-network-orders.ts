// The first tables of a network: settings, tree, catalogue, book and settlements, with their guards.
import { Migration } from "@mikro-orm/migrations";

export class M20261121BookTreeSettlement extends Migration {
  override up(): void {
    for (const statement of [...SETTINGS, ...TREE, ...CATALOG, ...BOOK, ...SETTLEMENT, ...GUARDS]) {
      this.addSql(statement);
    }
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const SETTINGS = [
  `create table asset (
     code text primary key,
     scale smallint not null check (scale between 0 and 12))`,
  `create table settings (
     id smallint primary key default 1 check (id = 1),
     settlement_asset text not null references asset,
     time_zone text not null,
     compliance_levels int not null)`,
];

// path: the ids from the root down to the distributor itself; a team is the range of paths below one.
const TREE = [
  `create table distributor (
     id int primary key,
     code text not null unique,
     parent_id int references distributor,
     name text not null,
     tier text,
     status text not null check (status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
     joined_at timestamptz(3) not null,
     path int[] not null unique,
     constraint distributor_path_check check (
       path[cardinality(path)] = id and path[cardinality(path) - 1] is not distinct from parent_id))`,
  "create index on distributor (parent_id, id)",
];

const CATALOG = [
  `create table supplier (
     id int primary key,
     code text not null unique,
     name text not null)`,
  `create table product (
     id int primary key,
     code text not null unique,
     name text not null,
     category text not null,
     supplier_id int not null references supplier,
     supply_price bigint not null check (supply_price >= 0),
     list_price bigint check (list_price >= 0))`,
  "create index on product (supplier_id)",
  `create table plan (
     version int primary key,
     name text not null,
     effective_from timestamptz(3) not null unique,
     seq bigint not null,
     document jsonb not null)`,
  `create table ladder (
     version int primary key,
     effective_from timestamptz(3) not null unique,
     seq bigint not null,
     document jsonb not null)`,
];

const BOOK = [
  `create table account (
     id int primary key,
     name text not null,
     asset text not null references asset,
     unique (name, asset))`,
  `create table ledger_transaction (
     seq bigint primary key check (seq > 0),
     kind text not null,
     ref text,
     occurred_at timestamptz(3) not null,
     accounting_date date not null,
     recorded_at timestamptz(3) not null,
     cause text not null,
     posting_count smallint not null check (posting_count >= 0),
     hash bytea not null check (length(hash) = 32),
     unique (ref, kind))`,
  `create table posting (
     seq bigint not null,
     line smallint not null,
     account_id int not null,
     asset text not null,
     amount bigint not null check (amount <> 0),
     balance bigint not null,
     primary key (seq, line))`,
  "create index on posting (account_id, seq, line)",
  `create table seal (
     last_seq bigint primary key,
     first_seq bigint not null check (first_seq <= last_seq),
     recorded_at timestamptz(3) not null,
     hash bytea not null check (length(hash) = 32))`,
  "create index on seal (recorded_at, last_seq)",
];

const SETTLEMENT = [
  `create table settlement (
     seq bigint primary key,
     seller_id int not null,
     product_id int not null,
     supplier_id int not null,
     plan_version int not null,
     ladder_version int,
     month date not null,
     quantity bigint not null,
     unit_price bigint not null,
     supply_price bigint not null,
     channel_fee bigint not null,
     platform bigint not null,
     buyer text,
     payment text not null check (payment in ('CHANNEL', 'DEPOSIT')),
     upline int[] not null,
     shares json not null)`,
  "create index on settlement (seller_id, seq)",
  "create index on settlement (supplier_id, seq)",
  `create table tier_change (
     seq bigint not null,
     line smallint not null,
     distributor_id int not null,
     from_tier text,
     to_tier text not null,
     upline int[] not null,
     primary key (seq, line))`,
  "create index on tier_change (distributor_id, seq)",
  `create table volume (
     distributor_id int not null,
     month date not null,
     personal bigint not null,
     team bigint not null,
     primary key (distributor_id, month)) with (fillfactor = 80)`,
];

const IMMUTABLE = [
  "ledger_transaction",
  "posting",
  "seal",
  "settlement",
  "tier_change",
  "plan",
  "ladder",
];

const GUARDS = [
  `create function refuse_change() returns trigger language plpgsql set search_path from current as $$
   begin
     raise exception '% of % is refused: what is posted stays', tg_op, tg_table_name
       using errcode = 'restrict_violation';
   end $$`,
  ...IMMUTABLE.flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),

  // Sequence numbers go on from the last one without a gap.
  `create function check_sequence() returns trigger language plpgsql set search_path from current as $$
   declare
     first bigint; last bigint; added bigint; before bigint;
   begin
     select min(seq), max(seq), count(*) into first, last, added from added_transaction;
     if added = 0 then return null; end if;
     select coalesce(max(seq), 0) into before from ledger_transaction where seq < first;
     if first <> before + 1 or last - first + 1 <> added then
       raise exception 'transactions % to % do not follow % without a gap', first, last, before
         using errcode = 'check_violation';
     end if;
     return null;
   end $$`,
  `create trigger ledger_transaction_sequence after insert on ledger_transaction
     referencing new table as added_transaction for each statement execute function check_sequence()`,
  "alter table ledger_transaction enable always trigger ledger_transaction_sequence",

  // All of a transaction's postings come in one statement, as many as it announced, and sum to zero.
  `create function check_postings() returns trigger language plpgsql set search_path from current as $$
   declare
     fault text;
   begin
     select format('transaction %s does not balance in %s: %s', seq, asset, sum(amount)) into fault
       from added_posting group by seq, asset having sum(amount) <> 0 limit 1;
     if fault is null then
       select format('transaction %s has %s postings and announced %s', p.seq, p.n, t.posting_count)
         into fault
         from (select seq, count(*) as n from added_posting group by seq) p
         left join ledger_transaction t on t.seq = p.seq
         where t.posting_count is distinct from p.n limit 1;
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
  `create trigger posting_balance after insert on posting
     referencing new table as added_posting for each statement execute function check_postings()`,
  "alter table posting enable always trigger posting_balance",
];
