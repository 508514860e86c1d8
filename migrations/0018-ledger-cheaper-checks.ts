// The checks of new postings, made cheaper: each account that is named is looked up once for all its postings.
import { Migration } from "@mikro-orm/migrations";

export class M20261128CheaperChecks extends Migration {
  override up(): void {
    this.addSql(CHECK_POSTINGS);
  }

  override down(): void {
    throw new Error("migrations only go forward");
  }
}

// The sub-queries are lateral so that PostgreSQL never reads a whole table of accounts or transactions for a
// few new postings.
const CHECK_POSTINGS = `create or replace function check_postings() returns trigger language plpgsql set search_path from current as $$
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
         left join lateral (
           select posting_count from ledger_transaction where seq = p.seq offset 0) t on true
         where t.posting_count is distinct from c.n limit 1;
     end if;
     if fault is null then
       select format('posting %s/%s names account %s in %s, which is not one', p.seq, p.line, b.account_id, b.asset)
         into fault
         from (select n.account_id, n.asset
                 from (select distinct account_id, asset from added_posting) n
                 left join lateral (
                   select true as known from account a
                    where a.id = n.account_id and a.asset = n.asset offset 0) a on true
                where a.known is null limit 1) b
         join added_posting p on p.account_id = b.account_id and p.asset = b.asset limit 1;
     end if;
     if fault is not null then
       raise exception '%', fault using errcode = 'check_violation';
     end if;
     return null;
   end $$`;
