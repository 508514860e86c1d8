// Totals by accounting date, kept with each commit, and the months that are closed.
import { Migration } from "@mikro-orm/migrations";

export class M20261124Closing extends Migration {
  override up(): void {
    for (const statement of [...TOTALS, ...FILLED, ...CLOSES]) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

// Sums are numeric: those of a month may be beyond 64 bits where each balance is not.
const TOTALS = [
  `create table day_total (
     account_id int not null,
     day date not null,
     debit numeric not null,
     credit numeric not null,
     first_seq bigint not null,
     last_seq bigint not null,
     primary key (account_id, day)) with (fillfactor = 80)`,

  // balance: of all days up to the month's last; a month without postings has no row.
  `create table month_total (
     account_id int not null,
     month date not null,
     debit numeric not null,
     credit numeric not null,
     balance numeric not null,
     primary key (account_id, month)) with (fillfactor = 80)`,
];

const FILLED = [
  `insert into day_total
     select account_id, accounting_date, coalesce(sum(amount) filter (where amount > 0), 0),
            coalesce(-sum(amount) filter (where amount < 0), 0), min(seq), max(seq)
       from posting join ledger_transaction using (seq) group by account_id, accounting_date`,
  `insert into month_total
     select account_id, month, debit, credit,
            sum(debit - credit) over (partition by account_id order by month)
       from (select account_id, day - extract(day from day)::int + 1 as month,
                    sum(debit) as debit, sum(credit) as credit
               from day_total group by 1, 2) m`,
];

const CLOSES = [
  // A month's postings are found without reading the others.
  "create index on ledger_transaction (accounting_date, seq)",

  // A month that was reopened may be closed again.
  `create table period_close (
     seq bigint primary key,
     month date not null,
     accounts int not null)`,
  `create table period_total (
     seq bigint not null,
     account_id int not null,
     debit numeric not null,
     credit numeric not null,
     balance numeric not null,
     primary key (seq, account_id))`,
  `create table period_reopen (
     seq bigint primary key,
     close_seq bigint not null unique,
     reason text not null)`,
  ...["period_close", "period_total", "period_reopen"].flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
