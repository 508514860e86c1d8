// The sums, counts and numbers of new postings are checked in one pass over them, without counting what is
// stored: since the postings of a transaction must be numbered from 1 to their announced number in one
// statement, a second statement for the same transaction breaks the primary key.
import { Migration } from "@mikro-orm/migrations";

export class M20261128OnePass extends Migration {
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
     select case when p.off is not null then format('transaction %s does not balance in %s', p.seq, p.off)
                 else format('transaction %s has %s postings, numbered %s to %s, and announced %s',
                             p.seq, p.n, p.first, p.last, t.posting_count) end
       into fault
       from (select seq, sum(n) as n, min(first) as first, max(last) as last,
                    min(asset || ': ' || total) filter (where total <> 0) as off
               from (select seq, asset, count(*) as n, min(line) as first, max(line) as last,
                            sum(amount) as total
                       from added_posting group by seq, asset) a
              group by seq) p
       left join lateral (
         select posting_count from ledger_transaction where seq = p.seq offset 0) t on true
      where p.off is not null or p.first <> 1 or p.last <> p.n or t.posting_count is distinct from p.n
      limit 1;
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
