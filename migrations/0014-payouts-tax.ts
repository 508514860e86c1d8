// The tax fixed at each payout's approval, and the identities that tax counts by.
import { Migration } from "@mikro-orm/migrations";

export class M20261125Tax extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const IMMUTABLE = ["tax_identity", "payout_tax"];

const STATEMENTS = [
  // The last one of a payee holds; null: its own again.
  `create table tax_identity (
     seq bigint primary key,
     distributor_id int,
     supplier_id int,
     identity text,
     reason text not null,
     check ((distributor_id is null) <> (supplier_id is null)))`,
  "create index on tax_identity (distributor_id, seq)",
  "create index on tax_identity (supplier_id, seq)",

  `create table payout_tax (
     payout_seq bigint primary key,
     seq bigint not null unique,
     identity text not null,
     method text not null,
     terms int,
     year int not null,
     month int not null,
     income bigint not null check (income > 0),
     tax bigint not null check (tax >= 0))`,
  "create index on payout_tax (identity, year)",
  "create index on ledger_transaction (accounting_date) where kind = 'PAYOUT_CONFIRMATION'",

  // What was approved before there was a tax had none.
  `insert into payout_tax (payout_seq, seq, identity, method, terms, year, month, income, tax)
     select s.payout_seq, s.seq, coalesce('distributor:' || d.code, 'supplier:' || u.code), 'NONE',
            (select version from terms v
              where effective_from <= t.occurred_at
                and not exists (select from withdrawal w where w.published = v.seq)
              order by effective_from desc limit 1),
            extract(year from t.occurred_at at time zone n.time_zone),
            extract(month from t.occurred_at at time zone n.time_zone), p.amount, 0
       from payout_step s
       join payout p on p.seq = s.payout_seq
       join ledger_transaction t on t.seq = s.seq
       cross join settings n
       left join distributor d on d.id = p.distributor_id
       left join supplier u on u.id = p.supplier_id
      where s.status = 'APPROVED'`,

  ...IMMUTABLE.flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
