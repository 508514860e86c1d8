// The book's side of a reconciliation: the transactions that moved what lies in custody, and are not matched.
import { type RawBuilder, sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { texts } from "../../../database/unnest.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatInstant } from "../../../kernel/time.ts";
import type { Kind } from "../../../ledger/book.ts";
import { dayAfter } from "../engine/days.ts";
import type { Movement } from "../engine/matching.ts";
import { ORDERS, type Side } from "../engine/side.ts";

/** Movements of one reconciliation at most; a shorter statement has fewer. */
const MAX_MOVEMENTS = 1_000_000;
/** Days by which a bank's reference may be off its movement. */
const REFERENCE_DAYS = 31;

/** Which movements a run can need. */
export interface Wanted {
  readonly side: Side;
  /** What the lines call what they are of. */
  readonly references: readonly string[];
  /** The days of the statement, and how far around them amount and day may match; undefined without one. */
  readonly days:
    | { readonly from: string; readonly to: string; readonly around: number }
    | undefined;
  /** All that was recorded after this transaction and happened up to the day, too. */
  readonly since: { readonly seq: number; readonly to: string } | undefined;
}

export interface FreeMovement extends Movement {
  readonly kind: Kind;
}

/** The movements that no line is matched with, of those wanted; each once. */
export async function findMovements(
  network: Network,
  tx: Tx,
  wanted: Wanted,
): Promise<FreeMovement[]> {
  const { zone } = network.settings;
  const { rows } = await sql<Row>`
    with wanted as (${sql.join(wantedSql(network, wanted), sql` union `)})
    select t.seq::float8 as seq, t.kind, t.ref, p.amount, coalesce(-f.amount, 0) as fee,
           (extract(epoch from t.occurred_at) * 1000)::float8 as at,
           case when t.kind <> 'SETTLEMENT' then t.cause end as cause
      from wanted join ledger_transaction t using (seq)
      join posting p on p.seq = t.seq
       and p.account_id = (select a.id from account a join settings on a.asset = settlement_asset
                            where a.name = 'assets:custody')
      left join posting f on f.seq = t.seq
       and f.account_id = (select a.id from account a join settings on a.asset = settlement_asset
                            where a.name = 'liabilities:channel-fee')
     where not exists (select from statement_match m where m.movement_seq = t.seq)
       and not exists (select from difference_explanation e where e.correction_seq = t.seq)
       and not exists (select from difference d join difference_explanation e on e.difference_id = d.id
                        where d.movement_seq = t.seq and e.correction_seq is not null)
     limit ${MAX_MOVEMENTS + 1}`.execute(tx.db);
  if (rows.length > MAX_MOVEMENTS) {
    throw new Refusal("INVALID", `more than ${MAX_MOVEMENTS} movements: take a shorter statement`);
  }
  return rows.map(({ seq, kind, ref, amount, fee, at, cause }) => ({
    seq,
    kind,
    references: referencesOf(kind, ref, cause),
    day: zone.day(at),
    amountMinor: BigInt(amount),
    feeMinor: ORDERS.includes(kind) ? BigInt(fee) : 0n,
    byAmount: !ORDERS.includes(kind),
  }));
}

interface Row {
  readonly seq: number;
  readonly kind: Kind;
  readonly ref: string | null;
  readonly amount: string;
  readonly fee: string;
  readonly at: number;
  readonly cause: string | null;
}

/** What a movement is called here and there: what the bank calls it was recorded with it. */
function referencesOf(kind: Kind, ref: string | null, cause: string | null): string[] {
  const { reference, orderRef } = (cause === null ? {} : JSON.parse(cause)) as {
    readonly reference?: string | null;
    readonly orderRef?: string;
  };
  const names = kind === "REFUND" ? [ref, orderRef] : [reference, ref];
  return names.filter((name): name is string => name != null && name !== "");
}

// As the partial index has it: whatever is no order.
const OTHERS = sql`kind <> 'SETTLEMENT' and kind <> 'REFUND' and kind <> 'RELEASE'`;
const PAID = sql`kind in ('DEPOSIT', 'CUSTODY_TOP_UP', 'PAYOUT_CONFIRMATION', 'ADJUSTMENT')`;
// A channel may have paid its own fee, and money that was found there is booked by an adjustment.
const ADJUSTED = sql`kind = 'ADJUSTMENT'`;

function wantedSql(network: Network, wanted: Wanted): RawBuilder<unknown>[] {
  const { side, references, days, since } = wanted;
  const isBank = side === "BANK";
  const others = sql`${OTHERS} and ${isBank ? PAID : ADJUSTED}`;
  const known = isBank
    ? ["DEPOSIT", "CUSTODY_TOP_UP", "PAYOUT_CONFIRMATION", "ADJUSTMENT"]
    : [...ORDERS, "ADJUSTMENT"];
  const parts = [
    sql`select seq from ledger_transaction
         where kind = any(${texts(known)}::text[]) and ref = any(${texts(references)}::text[])`,
    sql`select movement_seq as seq from difference
         where status = 'OPEN' and kind = 'MISSING_THERE' and side = ${side}`,
  ];
  if (days !== undefined) {
    const around = isBank ? Math.max(days.around, REFERENCE_DAYS) : days.around;
    const [from, to] = [dayAfter(days.from, -around), dayAfter(days.to, around)];
    const during = happened(network, from, to);
    parts.push(sql`select seq from ledger_transaction where ${others} and ${during}`);
    if (!isBank) parts.push(...ordersSql(during, from));
  }
  if (since !== undefined) {
    const later = sql`seq > ${since.seq} and ${happened(network, undefined, since.to)}`;
    const kinds = isBank ? others : sql`(kind in ('SETTLEMENT', 'REFUND') or ${others})`;
    parts.push(sql`select seq from ledger_transaction where ${kinds} and ${later}`);
  }
  return parts;
}

// Orders have an index of their times; what is refunded is not dated before it happened.
function ordersSql(during: RawBuilder<unknown>, from: string): RawBuilder<unknown>[] {
  return [
    sql`select seq from ledger_transaction where kind = 'SETTLEMENT' and ${during}`,
    sql`select seq from ledger_transaction
         where kind = 'REFUND' and accounting_date >= ${from}::date and ${during}`,
  ];
}

/** By the local days on which it happened, both included. */
function happened(
  { settings: { zone } }: Network,
  from: string | undefined,
  to: string,
): RawBuilder<unknown> {
  const before = sql`occurred_at < ${formatInstant(zone.startOfDay(to, 1))}::timestamptz`;
  if (from === undefined) return before;
  return sql`occurred_at >= ${formatInstant(zone.startOfDay(from))}::timestamptz and ${before}`;
}
