// Explains a difference by a note, by a posted correction, or by its counterpart.
import { sql } from "kysely";
import { writeBeside } from "../../../database/beside.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { numbers } from "../../../database/unnest.ts";
import { parseReason } from "../../../kernel/code.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { commitIn } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { getAdjustment } from "../../adjustments/index.ts";
import { DIFFERENCE_EXPLANATION } from "../kinds.ts";
import { type DifferenceView, findDifferences } from "./read-differences.ts";

/** Exactly one of note, adjustment and counterpart is given. */
export interface ExplanationText {
  /** The difference's number. */
  readonly difference: number;
  readonly note?: string | null | undefined;
  /** The ref of the posted adjustment that corrects the difference. */
  readonly adjustment?: string | null | undefined;
  /** The number of the difference of another source for the same money in transit. */
  readonly counterpart?: number | null | undefined;
}

/** A stored explanation. */
interface Explanation {
  readonly note: string | null;
  readonly correctionSeq: number | null;
  readonly counterpart: DifferenceView | null;
}

/**
 * Explains an open difference, at `at`. Repeating the call changes nothing. Throws `NOT_FOUND`;
 * `INVALID` if it is not open, or the correction has another amount; `CONFLICT` for another
 * explanation.
 */
export async function explainDifference(
  network: Network,
  text: ExplanationText,
  at: number,
): Promise<DifferenceView> {
  const { difference: id, adjustment, counterpart } = text;
  const note = text.note == null ? undefined : parseReason(text.note, "note");
  const given = [note, adjustment, counterpart].filter((one) => one != null);
  if (given.length !== 1)
    throw invalid("note", "give exactly one of note, adjustment and counterpart");
  const said = { note, adjustment: adjustment ?? undefined, counterpart: counterpart ?? undefined };
  const cause = JSON.stringify({ difference: id, ...said });
  const ref = String(id);
  return writeBeside(network, "statements", (tx) =>
    commitIn(network, tx, async (book) => {
      const difference = await getDifference(tx, id, "difference");
      const kind = DIFFERENCE_EXPLANATION;
      if ((await findRepeated(tx, kind, ref, cause, "difference")) !== undefined) return difference;
      assertOpen(difference, "difference");
      const explanation: Explanation = {
        note: note ?? null,
        correctionSeq:
          adjustment == null ? null : await correctionOf(network, tx, difference, adjustment),
        counterpart: counterpart == null ? null : await counterpartOf(tx, difference, counterpart),
      };
      const { seq } = book.append({ kind, ref, occurredAt: at, cause, legs: [] });
      await store(tx, seq, difference, explanation);
      return getDifference(tx, id, "difference");
    }),
  );
}

async function getDifference(tx: Tx, id: number, field: string): Promise<DifferenceView> {
  const [found] = await findDifferences(tx, [id]);
  if (found !== undefined) return found;
  throw new Refusal("NOT_FOUND", `${field}: difference ${id} does not exist`, field);
}

function assertOpen({ id, status }: DifferenceView, field: string): void {
  if (status !== "OPEN")
    throw invalid(
      field,
      `${id} is ${status}; a difference must be OPEN before it can be explained`,
    );
}

/** The transaction of an adjustment that changes custody by exactly the difference. */
async function correctionOf(
  { settings: { asset } }: Network,
  tx: Tx,
  { amountMinor }: DifferenceView,
  ref: string,
): Promise<number> {
  const { status } = await getAdjustment(tx, ref, "adjustment");
  if (status !== "POSTED") throw invalid("adjustment", `"${ref}" is ${status}; it must be POSTED`);
  const { rows } = await sql<{
    seq: number;
    amount: string;
    used: number | null;
    matched: boolean;
  }>`
    select t.seq::float8 as seq, coalesce(sum(p.amount), 0) as amount,
           (select difference_id from difference_explanation where correction_seq = t.seq) as used,
           exists (select from statement_match where movement_seq = t.seq) as matched
      from ledger_transaction t
      left join (posting p join account a on a.id = p.account_id and a.name = ${accounts.custody})
        on p.seq = t.seq
     where t.kind = 'ADJUSTMENT' and t.ref = ${ref} group by t.seq`.execute(tx.db);
  const { seq, amount, used, matched } = rows[0]!;
  if (used !== null) throw invalid("adjustment", `"${ref}" already explains difference ${used}`);
  if (matched) throw invalid("adjustment", `"${ref}" is already matched with a statement line`);
  if (amountMinor === 0n) throw invalid("adjustment", "only the fee differs; use a note");
  if (BigInt(amount) === amountMinor) return seq;
  const [is, wanted] = [BigInt(amount), amountMinor].map((minor) =>
    formatAmount(minor, asset.scale),
  );
  throw invalid("adjustment", `"${ref}" changes custody by ${is}, but the difference is ${wanted}`);
}

/**
 * Money that left one source and reached another; it needs no posting, because custody is one
 * account.
 */
async function counterpartOf(
  tx: Tx,
  difference: DifferenceView,
  id: number,
): Promise<DifferenceView> {
  const other = await getDifference(tx, id, "counterpart");
  assertOpen(other, "counterpart");
  const sources = [difference, other].map(({ source }) => source);
  if (sources.includes(null) || sources[0] === sources[1]) {
    throw invalid("counterpart", `${id} must be a line of another source`);
  }
  if (other.amountMinor === -difference.amountMinor) return other;
  throw invalid("counterpart", `${id} must have the same amount in the opposite direction`);
}

async function store(
  tx: Tx,
  seq: number,
  { id }: DifferenceView,
  { note, correctionSeq, counterpart }: Explanation,
): Promise<void> {
  const both = counterpart === null ? [id] : [id, counterpart.id];
  const others = counterpart === null ? [null] : [counterpart.id, id];
  await sql`insert into difference_explanation (difference_id, seq, note, correction_seq, counterpart_id)
    select id, ${seq}, ${note}, ${correctionSeq}::bigint, other
      from unnest(${numbers(both)}::int[], ${numbers(others)}::int[]) as e (id, other)`.execute(
    tx.db,
  );
  await sql`update difference set status = 'EXPLAINED'
     where id = any(${numbers(both)}::int[])`.execute(tx.db);
}

function invalid(field: string, why: string): Refusal {
  return new Refusal("INVALID", `${field}: ${why}`, field);
}
