// Supplier volume programmes: what suppliers turn over, what that accrues, and which periods are closed.
import { Migration } from "@mikro-orm/migrations";

export class M20261123VolumeProgrammes extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  `create table programme (
     id int primary key,
     code text not null,
     version int not null,
     effective_from date not null,
     effective_to date,
     seq bigint not null,
     document jsonb not null,
     unique (code, version))`,

  // Gross and cost of settled orders less refunds, in minor units, by the first day of the month.
  `create table supplier_volume (
     supplier_id int not null,
     month date not null,
     gross bigint not null,
     cost bigint not null,
     primary key (supplier_id, month)) with (fillfactor = 80)`,
  `insert into supplier_volume (supplier_id, month, gross, cost)
   select s.supplier_id, s.month, sum(s.unit_price * (s.quantity - coalesce(r.quantity, 0))),
          sum(s.supply_price * (s.quantity - coalesce(r.quantity, 0)))
     from settlement s
     left join (select order_seq, sum(quantity) as quantity from refund group by order_seq) r
       on r.order_seq = s.seq
    group by s.supplier_id, s.month`,

  // What a transaction accrued for one supplier of a programme's version, in one period.
  `create table accrual (
     seq bigint not null,
     line smallint not null,
     programme_id int not null,
     supplier_id int not null,
     period date not null,
     amount bigint not null check (amount <> 0),
     true_up bigint not null,
     volume bigint not null,
     accrued bigint not null,
     primary key (seq, line))`,
  "create index on accrual (programme_id, period, seq)",
  "create index on accrual (supplier_id, seq)",

  `create table programme_close (
     seq bigint primary key,
     programme_id int not null,
     code text not null,
     period date not null,
     volume bigint not null,
     bonus bigint not null,
     shortfall bigint not null,
     lines json not null,
     unique (code, period))`,

  ...["programme", "accrual", "programme_close"].flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
