// Pending shares (T+N): what a batch adds and takes back, what is due, and what was released.
import { sql } from "kysely";
import type { Sender, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { formatInstant } from "../../../kernel/time.ts";
import type { Earner } from "../../../ledger/entry-draft.ts";
import { earnedBy } from "../../engine/fold.ts";
import type { StoredRefund } from "./store-refunds.ts";
import type { StoredOrder } from "./store-settlements.ts";

/** Most releases of one commit; the next commits take the rest. */
const MAX_RELEASES = 2_000;

/** One distributor's amount of one due moment. */
export interface Due extends Earner {
  readonly id: number;
  readonly dueAt: number;
  readonly amountMinor: bigint;
}

/**
 * Sums the pending amounts that the batch adds and takes back, by distributor and due moment, and
 * stores them.
 */
export function storePending(
  out: Sender,
  orders: readonly StoredOrder[],
  refunds: readonly StoredRefund[],
  idOf: (code: string) => number,
): void {
  const changes = new Map<string, { dueAt: number; id: number; amount: bigint }>();
  const change = (dueAt: number, code: string, amount: bigint) => {
    const id = idOf(code);
    const one = changes.get(`${dueAt} ${id}`) ?? { dueAt, id, amount: 0n };
    changes.set(`${dueAt} ${id}`, { ...one, amount: one.amount + amount });
  };
  for (const { dueAt, shares } of orders.map(({ settled }) => settled)) {
    if (dueAt === null) continue;
    for (const [{ code }, amount] of earnedBy(shares)) change(dueAt, code, amount);
  }
  for (const { sold, unpending } of refunds.map(({ refunded }) => refunded)) {
    for (const [code, amount] of unpending) change(sold.dueAt!, code, -amount);
  }
  if (changes.size === 0) return;
  const rows = [...changes.values()];
  out.send(sql`insert into pending (due_at, distributor_id, amount)
    select * from unnest(${texts(rows.map((r) => formatInstant(r.dueAt)))}::timestamptz[],
      ${numbers(rows.map((r) => r.id))}::int[], ${numbers(rows.map((r) => r.amount))}::bigint[])
    on conflict (due_at, distributor_id) do update
      set amount = pending.amount + excluded.amount`);
  out.send(sql`delete from pending where amount = 0`);
}

/** The pending amounts due at or before `until`, in the order of their releases; a page of them. */
export async function findDue(tx: Tx, until: number): Promise<Due[]> {
  const { rows } = await sql<
    Earner & Row<"distributor", "id"> & Row<"pending", "amount"> & { due_at: string }
  >`
    select d.id, d.code, d.is_withheld as "isWithheld", extract(epoch from p.due_at) * 1000 as due_at, p.amount
      from pending p join distributor d on d.id = p.distributor_id
     where p.due_at <= ${formatInstant(until)}::timestamptz
     order by p.due_at, d.id limit ${MAX_RELEASES}`.execute(tx.db);
  return rows.map(({ due_at, amount, ...row }) => {
    return { ...row, dueAt: Number(due_at), amountMinor: BigInt(amount) };
  });
}

/** Stores releases with the sequence numbers of their transactions; their amounts no longer pend. */
export async function storeReleases(
  tx: Tx,
  due: readonly Due[],
  seqs: readonly number[],
): Promise<void> {
  const ids = numbers(due.map(({ id }) => id));
  const times = texts(due.map(({ dueAt }) => formatInstant(dueAt)));
  await sql`insert into release (seq, distributor_id, due_at, amount)
    select * from unnest(${numbers(seqs)}::bigint[], ${ids}::int[], ${times}::timestamptz[],
      ${numbers(due.map(({ amountMinor }) => amountMinor))}::bigint[])`.execute(tx.db);
  await sql`delete from pending p using unnest(${ids}::int[], ${times}::timestamptz[]) as r (id, due_at)
    where p.distributor_id = r.id and p.due_at = r.due_at`.execute(tx.db);
}
