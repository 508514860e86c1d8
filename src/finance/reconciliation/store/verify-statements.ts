// Checks that statements are what was imported, and that each line and movement is in the one place that is told.
import { sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import { LineDigest } from "../formats/digest.ts";

/** Lines that are read at once. */
const PAGE = 5_000;

/** A line for each statement that is not what its import says, and for each match and difference that is off. */
export async function verifyStatements(tx: Tx): Promise<string[]> {
  return [...(await verifyLines(tx)), ...(await verifyPlaces(tx)), ...(await verifyStates(tx))];
}

interface LineRow {
  readonly seq: string;
  readonly line: number;
  readonly id: string;
  readonly references: string[];
  readonly day: string;
  readonly time: string;
  readonly amount: string;
  readonly fee: string | null;
  readonly counterparty: string;
  readonly memo: string;
}

/** The hash of the lines that are kept of a statement must be that in the chain. */
async function verifyLines(tx: Tx): Promise<string[]> {
  const digests = new Map<string, LineDigest>();
  const query = sql`select seq, line, line_id as id, refs as references, day::text as day, time, amount, fee,
      counterparty, memo from statement_line order by seq, n`;
  for await (const rows of fetchPages<LineRow>(tx, "verified_lines", query, PAGE)) {
    for (const { seq, amount, fee, ...row } of rows) {
      const digest = digests.get(seq) ?? new LineDigest();
      digests.set(seq, digest);
      digest.add({
        ...row,
        amountMinor: BigInt(amount),
        feeMinor: fee === null ? null : BigInt(fee),
      });
    }
  }
  const { rows } = await sql<{ seq: string; ref: string; digest: string; kept: boolean }>`
    select t.seq, t.ref, t.cause::json->>'digest' as digest,
           s.seq is not null and s.source || ' ' || s.sha256 = t.ref
             and s.from_day::text = t.cause::json->>'from' and s.to_day::text = t.cause::json->>'to'
             and (s.format, s.account, s.opening::text, s.closing::text, s.tolerance_days::text,
                  s.tolerance::text)
                 is not distinct from (
                  t.cause::json->>'format', t.cause::json->>'account', t.cause::json->>'opening',
                  t.cause::json->>'closing', t.cause::json->>'toleranceDays',
                  t.cause::json->>'tolerance')
             and s.side = case when s.format in ('ALIPAY', 'WECHAT') then 'CHANNEL' else 'BANK' end
             as kept
      from ledger_transaction t left join statement s using (seq)
     where t.kind = 'STATEMENT' order by t.seq`.execute(tx.db);
  return rows.flatMap(({ seq, ref, digest, kept }) => {
    const lines = (digests.get(seq) ?? new LineDigest()).end();
    return [
      ...(kept ? [] : [`statement ${ref} is not kept as it was imported`]),
      ...(lines === digest ? [] : [`the lines of statement ${ref} are not those of its import`]),
    ];
  });
}

/**
 * A line that is new in its statement is matched, or differs; a match is of a movement of custody in
 * the line's own direction, and says whether amounts differ where no tolerance is in play.
 */
async function verifyPlaces(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('line %s of statement %s is neither matched nor a difference', l.line, s.source) as what
      from statement_line l join statement s using (seq)
     where l.first_seq is null
       and not exists (select from statement_match m where m.line_seq = l.seq and m.line_n = l.n)
       and not exists (select from difference d where d.line_seq = l.seq and d.line_n = l.n)
    union all
    select format('line %s of statement %s is matched with transaction %s of %s', l.line, s.source,
                  m.movement_seq, coalesce(p.amount, 0))
      from statement_match m
      join statement_line l on l.seq = m.line_seq and l.n = m.line_n
      join statement s on s.seq = l.seq
      left join (posting p join account a on a.id = p.account_id and a.name = 'assets:custody')
        on p.seq = m.movement_seq
     where p.amount is null or (p.amount < 0) <> (l.amount < 0)
        or (m.by = 'AMOUNT' and p.amount <> l.amount)
    union all
    select format('difference %s is of %s, and there is %s and here %s', d.id, d.amount,
                  coalesce(l.amount, 0), coalesce(p.amount, 0))
      from difference d
      left join statement_line l on l.seq = d.line_seq and l.n = d.line_n
      left join (posting p join account a on a.id = p.account_id and a.name = 'assets:custody')
        on p.seq = d.movement_seq
     where d.amount <> coalesce(l.amount, 0) - coalesce(p.amount, 0)`.execute(tx.db);
  return rows.map(({ what }) => what);
}

/** A difference is what became of it: matched where its line or movement is, explained where it says why. */
async function verifyStates(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('difference %s is %s and should be %s', id, status, wanted) as what
      from (select d.id, d.status,
                   case when e.difference_id is not null then 'EXPLAINED'
                        when d.kind <> 'DIFFERENT_AMOUNT' and exists (
                          select from statement_match m
                           where (m.line_seq = d.line_seq and m.line_n = d.line_n)
                              or m.movement_seq = d.movement_seq) then 'MATCHED'
                        else 'OPEN' end as wanted
              from difference d left join difference_explanation e on e.difference_id = d.id) d
     where status <> wanted
    union all
    select format('difference %s is explained by no entry of the book', e.difference_id)
      from difference_explanation e
      left join ledger_transaction t on t.seq = e.seq and t.kind = 'DIFFERENCE_EXPLANATION'
     where t.cause is null
        or not (e.difference_id::text in (t.ref, t.cause::json->>'counterpart'))
        or e.note is distinct from t.cause::json->>'note'
    union all
    select format('difference %s of %s is corrected by %s', d.id, d.amount, coalesce(p.amount, 0))
      from difference_explanation e join difference d on d.id = e.difference_id
      left join (posting p join account a on a.id = p.account_id and a.name = 'assets:custody')
        on p.seq = e.correction_seq
     where e.correction_seq is not null and p.amount is distinct from d.amount`.execute(tx.db);
  return rows.map(({ what }) => what);
}
