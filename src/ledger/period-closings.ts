// Stores the closes and reopenings of the books' months: accounting dates follow from them.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";

/** Stores the closing total of every account with postings in the month, or a balance after it. */
export async function storeClosing(tx: Tx, seq: number, month: string): Promise<void> {
  const { numAffectedRows } = await sql`
    insert into period_total (seq, account_id, debit, credit, balance)
    select ${seq}, a.id, case when m.month = ${month}::date then m.debit else 0 end,
           case when m.month = ${month}::date then m.credit else 0 end, m.balance
      from account a
      cross join lateral (
        select * from month_total where account_id = a.id and month <= ${month}::date
         order by month desc limit 1) m
     where m.month = ${month}::date or m.balance <> 0`.execute(tx.db);
  await sql`insert into period_close (seq, month, accounts)
    values (${seq}, ${month}, ${numAffectedRows})`.execute(tx.db);
}

/** Stores that the transaction `seq` reopened the month that `closeSeq` closed. */
export async function storeReopening(
  tx: Tx,
  seq: number,
  closeSeq: number,
  reason: string,
): Promise<void> {
  await sql`insert into period_reopen (seq, close_seq, reason)
    values (${seq}, ${closeSeq}, ${reason})`.execute(tx.db);
}
