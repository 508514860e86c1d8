// Verifies stored statements against their imports, and that each line is matched or has a
// difference.
import { sql } from "kysely";
import { fetchPages } from "../../../database/cursor.ts";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { after } from "../../../ledger/since.ts";
import { LineDigest } from "../formats/digest.ts";

/** Lines of one page. */
const PAGE = 5_000;

/**
 * One line for each statement that differs from its import, and for each wrong match or difference;
 * behind a `since` only for the statements that were imported there.
 */
export async function verifyStatements(tx: Tx, since: number): Promise<string[]> {
  const lines = await verifyLines(tx, since);
  if (since > 0) return lines;
  return [...lines, ...(await verifyPlaces(tx)), ...(await verifyStates(tx))];
}

interface LineRow
  extends Row<"statement", "seq">,
    Row<"statement_line", "line" | "day" | "time" | "amount" | "fee">,
    Row<"statement_line", "counterparty" | "memo"> {
  readonly id: string;
  readonly references: string[];
}

/** The hash of a statement's stored lines must equal the hash in the chain. */
async function verifyLines(tx: Tx, since: number): Promise<string[]> {
  const digests = new Map<string, LineDigest>();
  const query = sql`select r.seq, line, line_id as id, refs as references, day::text as day, time, amount, fee,
      counterparty, memo from statement_line join matching_run r on r.id = run
     where ${after(sql`r.seq`, since)} order by run, n`;
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
  const { rows } = await sql<
    Row<"ledger_transaction", "seq"> & { ref: string; digest: string; kept: boolean }
  >`
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
     where t.kind = 'STATEMENT' and ${after(sql`t.seq`, since)} order by t.seq`.execute(tx.db);
  return rows.flatMap(({ seq, ref, digest, kept }) => {
    const lines = (digests.get(seq) ?? new LineDigest()).end();
    return [
      ...(kept ? [] : [`statement ${ref} differs from its import`]),
      ...(lines === digest ? [] : [`the lines of statement ${ref} differ from its import`]),
    ];
  });
}

/**
 * A new line must be matched or have a difference. A match must have a custody movement in the same
 * direction, and a match by amount must have equal amounts.
 */
async function verifyPlaces(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('line %s of statement %s is not matched and has no difference', l.line, s.source) as what
      from statement_line l join matching_run r on r.id = l.run join statement s on s.seq = r.seq
     where l.first_run is null
       and not exists (select from statement_match m where m.line_run = l.run and m.line_n = l.n)
       and not exists (select from difference d where d.line_run = l.run and d.line_n = l.n)
    union all
    select format('line %s of statement %s is matched with transaction %s of %s', l.line, s.source,
                  m.movement_seq, coalesce(p.amount, 0))
      from statement_match m
      join statement_line l on l.run = m.line_run and l.n = m.line_n
      join matching_run r on r.id = l.run join statement s on s.seq = r.seq
      left join (posting p join account a on a.id = p.account_id and a.name = ${accounts.custody})
        on p.seq = m.movement_seq
     where p.amount is null or (p.amount < 0) <> (l.amount < 0)
        or (m.by = 'AMOUNT' and p.amount <> l.amount)
    union all
    select format('difference %s is of %s, but the line has %s and the ledger has %s', d.id, d.amount,
                  coalesce(l.amount, 0), coalesce(p.amount, 0))
      from difference d
      left join statement_line l on l.run = d.line_run and l.n = d.line_n
      left join (posting p join account a on a.id = p.account_id and a.name = ${accounts.custody})
        on p.seq = d.movement_seq
     where d.amount <> coalesce(l.amount, 0) - coalesce(p.amount, 0)`.execute(tx.db);
  return rows.map(({ what }) => what);
}

/**
 * The status must follow from the facts: matched if its line or movement is, explained if it has an
 * explanation.
 */
async function verifyStates(tx: Tx): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select format('difference %s is %s and should be %s', id, status, wanted) as what
      from (select d.id, d.status,
                   case when e.difference_id is not null then 'EXPLAINED'
                        when d.kind <> 'DIFFERENT_AMOUNT' and exists (
                          select from statement_match m
                           where (m.line_run = d.line_run and m.line_n = d.line_n)
                              or m.movement_seq = d.movement_seq) then 'MATCHED'
                        else 'OPEN' end as wanted
              from difference d left join difference_explanation e on e.difference_id = d.id) d
     where status <> wanted
    union all
    select format('difference %s has an explanation that differs from the ledger', e.difference_id)
      from difference_explanation e
      left join ledger_transaction t on t.seq = e.seq and t.kind = 'DIFFERENCE_EXPLANATION'
     where t.cause is null
        or not (e.difference_id::text in (t.ref, t.cause::json->>'counterpart'))
        or e.note is distinct from t.cause::json->>'note'
    union all
    select format('difference %s is of %s but its correction is of %s', d.id, d.amount, coalesce(p.amount, 0))
      from difference_explanation e join difference d on d.id = e.difference_id
      left join (posting p join account a on a.id = p.account_id and a.name = ${accounts.custody})
        on p.seq = e.correction_seq
     where e.correction_seq is not null and p.amount is distinct from d.amount`.execute(tx.db);
  return rows.map(({ what }) => what);
}
