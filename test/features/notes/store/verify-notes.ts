// Verifies that stored notes equal the ledger's entries.
import { sql } from "kysely";
import { entriesOf } from "../../../../src/ledger/entries-of.ts";
import { after } from "../../../../src/ledger/since.ts";
import { besideTheBook } from "../../../../src/platform/verifier.ts";
import { NOTE } from "../kinds.ts";

export const verifyNotes = besideTheBook(async (tx, since) => {
  const { rows } = await sql<{ what: string }>`
    select format('note %s differs from its entry', coalesce(n.ref, t.ref)) as what
      from ${entriesOf(NOTE, since)} t
      full join (select * from note where ${after(sql`seq`, since)}) n using (seq)
     where n.text is distinct from t.cause ->> 'text'`.execute(tx.db);
  return rows.map(({ what }) => what);
});
