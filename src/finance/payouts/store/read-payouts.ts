// Reads payouts for the API, with their steps and the actor of each step.
import { type RawBuilder, sql } from "kysely";
import type { Actor, Tx } from "../../../database/database.ts";
import { byList, type Page, pageSql } from "../../../database/page.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { type PayoutRow, selectPayouts } from "./payout-row.ts";
import type { PayoutStatus } from "./payout-status.ts";

/** The filter of a page of payouts. */
export interface PayoutFilter {
  readonly status?: PayoutStatus | undefined;
  readonly distributorId?: number | undefined;
  readonly supplierId?: number | undefined;
}

/** A page of payouts, in the order in which they were requested. */
export function pagePayouts(
  tx: Tx,
  { status, distributorId, supplierId }: PayoutFilter,
  page: Page<number>,
): Promise<PayoutRow[]> {
  const { condition, order } = pageSql(page, [sql`p.seq`], (seq) => [seq]);
  const wanted: RawBuilder<unknown>[] = [condition];
  if (status !== undefined) wanted.push(sql`p.status = ${status}`);
  if (distributorId !== undefined) wanted.push(sql`p.distributor_id = ${distributorId}`);
  if (supplierId !== undefined) wanted.push(sql`p.supplier_id = ${supplierId}`);
  return selectPayouts(tx, sql`${sql.join(wanted, sql` and `)} ${order}`);
}

/** Payouts in the order of the sequence numbers; undefined for an unknown number. */
export async function findPayouts(
  tx: Tx,
  seqs: readonly number[],
): Promise<(PayoutRow | undefined)[]> {
  const rows = await selectPayouts(tx, sql`p.seq = any(${numbers(seqs)}::bigint[])`);
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.map((seq) => bySeq.get(seq));
}

/** Payouts in the order of the refs; undefined for an unknown ref. */
export async function findPayoutsByRef(
  tx: Tx,
  refs: readonly string[],
): Promise<(PayoutRow | undefined)[]> {
  const rows = await selectPayouts(tx, sql`p.ref = any(${texts(refs)}::text[])`);
  const byRef = new Map(rows.map((row) => [row.ref, row]));
  return refs.map((ref) => byRef.get(ref));
}

/** One step of a payout. */
export interface StepView extends Row<"payout_step", "reference" | "reason"> {
  readonly seq: number;
  readonly status: PayoutStatus;
  readonly occurredAt: number;
  readonly taxMinor: bigint;
  readonly by: Actor | null;
}

/** The steps of many payouts, in order. */
export async function stepsOf(tx: Tx, seqs: readonly number[]): Promise<StepView[][]> {
  const { rows } = await sql<
    Omit<StepView, "taxMinor" | "by"> &
      Row<"payout_step", "tax"> &
      Row<"ledger_transaction", "cause"> & { n: number }
  >`
    select w.n::int as n, s.seq::float8 as seq, s.status, s.tax, s.reference, s.reason, t.cause,
           (extract(epoch from t.occurred_at) * 1000)::float8 as "occurredAt"
      from unnest(${numbers(seqs)}::bigint[]) with ordinality as w (payout, n)
      join payout_step s on s.payout_seq = w.payout
      join ledger_transaction t on t.seq = s.seq
     order by w.n, s.seq`.execute(tx.db);
  return byList(rows, seqs.length).map((steps) =>
    steps.map(({ tax, cause, ...step }) => {
      const { by = null } = JSON.parse(cause) as { readonly by?: Actor | null };
      return { ...step, taxMinor: BigInt(tax), by };
    }),
  );
}
