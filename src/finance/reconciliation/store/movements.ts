// Finds the ledger's side of a reconciliation: unmatched transactions that changed custody.
import { type RawBuilder, sql } from "kysely";
import { REFUND } from "../../../commission/orders/kinds.ts";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { texts } from "../../../database/unnest.ts";
import { dayAfter } from "../../../kernel/days.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { accounts } from "../../../ledger/chart/chart.ts";
import { ADJUSTMENT } from "../../adjustments/kinds.ts";
import { CUSTODY_TOP_UP, DEPOSIT } from "../../deposits/kinds.ts";
import { PAYOUT_CONFIRMATION } from "../../payouts/kinds.ts";
import type { Movement } from "../engine/matching.ts";
import { ORDERS, type Side } from "../engine/side.ts";

/** Most movements of one reconciliation; a statement of fewer days needs fewer. */
const MAX_MOVEMENTS = 1_000_000;
/** Most days between a bank line and a movement with the same reference. */
const REFERENCE_DAYS = 31;

/** The movements that a run can need. */
export interface Wanted {
  readonly side: Side;
  /** The last transaction to be considered. */
  readonly upTo: number;
  /** The references of the lines. */
  readonly references: readonly string[];
  /** The statement's days, and the tolerance in days around them; undefined without a statement. */
  readonly days:
    | { readonly from: string; readonly to: string; readonly around: number }
    | undefined;
  /** Also all movements recorded after this transaction that occurred up to the day. */
  readonly since: { readonly seq: number; readonly to: string } | undefined;
}

export interface FreeMovement extends Movement {
  readonly kind: string;
}

/** The wanted movements that are not matched, each once. */
export async function findMovements(
  network: Network,
  tx: Tx,
  wanted: Wanted,
): Promise<FreeMovement[]> {
  const { zone } = network.settings;
  const { rows } = await sql<MovementRow>`
    with wanted as (${sql.join(wantedSql(network, wanted), sql` union `)})
    select t.seq::float8 as seq, t.kind, t.ref, p.amount, coalesce(-f.amount, 0) as fee,
           (extract(epoch from t.occurred_at) * 1000)::float8 as at,
           case when t.kind <> 'SETTLEMENT' then t.cause end as cause
      from wanted join ledger_transaction t using (seq)
      join posting p on p.seq = t.seq
       and p.account_id = (select a.id from account a join settings on a.asset = settlement_asset
                            where a.name = ${accounts.custody})
      left join posting f on f.seq = t.seq
       and f.account_id = (select a.id from account a join settings on a.asset = settlement_asset
                            where a.name = ${accounts.channelFee})
     where t.seq <= ${wanted.upTo}
       and not exists (select from statement_match m where m.movement_seq = t.seq)
       and not exists (select from difference_explanation e where e.correction_seq = t.seq)
       and not exists (select from difference d join difference_explanation e on e.difference_id = d.id
                        where d.movement_seq = t.seq and e.correction_seq is not null)
     limit ${MAX_MOVEMENTS + 1}`.execute(tx.db);
  if (rows.length > MAX_MOVEMENTS) {
    throw new Refusal(
      "INVALID",
      `more than ${MAX_MOVEMENTS} movements to match: import a statement of fewer days`,
    );
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

interface MovementRow extends Row<"ledger_transaction", "kind" | "ref">, Row<"posting", "amount"> {
  readonly seq: number;
  readonly fee: string;
  readonly at: number;
  readonly cause: string | null;
}

/** Our references of a movement, and the bank's reference recorded with it. */
function referencesOf(kind: string, ref: string | null, cause: string | null): string[] {
  const { reference, orderRef } = (cause === null ? {} : JSON.parse(cause)) as {
    readonly reference?: string | null;
    readonly orderRef?: string;
  };
  const names = kind === REFUND.name ? [ref, orderRef] : [reference, ref];
  return names.filter((name): name is string => name != null && name !== "");
}

// All kinds except orders; must equal the condition of the partial index.
const OTHERS = sql`kind <> 'SETTLEMENT' and kind <> 'REFUND' and kind <> 'RELEASE'`;
const PAID = sql`kind in ('DEPOSIT', 'CUSTODY_TOP_UP', 'PAYOUT_CONFIRMATION', 'ADJUSTMENT')`;
// A channel can deduct its own fee, and adjustments book money found on a channel.
const ADJUSTED = sql`kind = 'ADJUSTMENT'`;

function wantedSql(network: Network, wanted: Wanted): RawBuilder<unknown>[] {
  const { side, references, days, since } = wanted;
  const isBank = side === "BANK";
  const others = sql`${OTHERS} and ${isBank ? PAID : ADJUSTED}`;
  const known = isBank
    ? [DEPOSIT.name, CUSTODY_TOP_UP.name, PAYOUT_CONFIRMATION.name, ADJUSTMENT.name]
    : [...ORDERS, ADJUSTMENT.name];
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

// Orders have an index by time; a refund is never dated before it occurred.
function ordersSql(during: RawBuilder<unknown>, from: string): RawBuilder<unknown>[] {
  return [
    sql`select seq from ledger_transaction where kind = 'SETTLEMENT' and ${during}`,
    sql`select seq from ledger_transaction
         where kind = 'REFUND' and accounting_date >= ${from}::date and ${during}`,
  ];
}

/** The SQL condition on the local day of the event, both ends inclusive. */
function happened(
  { settings: { zone } }: Network,
  from: string | undefined,
  to: string,
): RawBuilder<unknown> {
  const before = sql`occurred_at < ${formatInstant(zone.startOfDay(to, 1))}::timestamptz`;
  if (from === undefined) return before;
  return sql`occurred_at >= ${formatInstant(zone.startOfDay(from))}::timestamptz and ${before}`;
}
