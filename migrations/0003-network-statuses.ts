// How statuses and products' categories came to be what they are, so that an order can be met again as it was.
import { Migration } from "@mikro-orm/migrations";

export class M20261123StatusHistory extends Migration {
  override up(): void {
    for (const statement of STATEMENTS) this.addSql(statement);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

const STATEMENTS = [
  // from_status null: as it joined. Whoever has no row joined ACTIVE and is so still.
  `create table status_change (
     seq bigint not null,
     distributor_id int not null,
     from_status text check (from_status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
     to_status text not null check (to_status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
     primary key (seq, distributor_id))`,
  "create index on status_change (distributor_id, seq)",

  `create table category_change (
     seq bigint not null,
     product_id int not null,
     from_category text not null,
     to_category text not null,
     primary key (seq, product_id))`,
  "create index on category_change (product_id, seq)",

  // What the journal tells of statuses so far. It has no status of those who were imported: if theirs
  // was changed later it was another one before, and if not it is what they have. Categories had
  // no history: what they are now is taken for what they were.
  `with told as (
     select t.seq, d.id, t.cause::jsonb ->> 'status' as status,
            lag(t.cause::jsonb ->> 'status') over (partition by d.id order by t.seq) as before
       from ledger_transaction t join distributor d on d.code = t.cause::jsonb ->> 'code'
      where t.kind = 'STATUS'),
   joined as (
     select d.id, coalesce(e.seq, i.seq) as seq,
            case when e.seq is not null then coalesce(nullif(e.cause::jsonb ->> 'status', ''), 'ACTIVE')
                 when f.status is null then d.status
                 when f.status = 'ACTIVE' then 'SUSPENDED' else 'ACTIVE' end as status
       from distributor d
       left join ledger_transaction e on e.kind = 'ENROLMENT' and e.ref = d.code
       left join (select distinct on (id) id, status from told order by id, seq) f on f.id = d.id
       cross join (select min(seq) as seq from ledger_transaction where kind = 'DISTRIBUTORS_IMPORT') i)
   insert into status_change (seq, distributor_id, from_status, to_status)
   select seq, id, null, status from joined where status <> 'ACTIVE' and seq is not null
    union all
   select t.seq, t.id, coalesce(t.before, j.status), t.status from told t join joined j using (id)`,

  ...["status_change", "category_change"].flatMap((table) => [
    `create trigger ${table}_immutable before update or delete or truncate on ${table}
       for each statement execute function refuse_change()`,
    `alter table ${table} enable always trigger ${table}_immutable`,
  ]),
];
