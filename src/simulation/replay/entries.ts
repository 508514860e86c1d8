// Reads the stored facts of a page of entries, by sequence number: refunds, statuses, withholdings,
// tiers, postings.
import { sql } from "kysely";
import type { RefundLineRecord, ShareRecord } from "../../commission/orders/index.ts";
import type { Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { numbers } from "../../database/unnest.ts";
import type { Leg } from "../../ledger/entry-draft.ts";
import type { Status } from "../../network/engine/distributor.ts";
import type { JournalClose, JournalRefund, JournalTier } from "./entry.ts";

interface RefundRow extends Row<"refund", "seq" | "order_seq" | "platform"> {
  readonly ordered_at: number;
  readonly lines: RefundLineRecord[];
  readonly shares: ShareRecord[];
}

export async function readRefunds(
  tx: Tx,
  seqs: readonly number[],
): Promise<Map<number, JournalRefund>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await sql<RefundRow>`
    select r.seq, r.order_seq, (extract(epoch from o.occurred_at) * 1000)::float8 as ordered_at,
           r.platform, r.lines, s.shares
      from refund r
      join ledger_transaction o on o.seq = r.order_seq
      join settlement s on s.seq = r.order_seq
     where r.seq = any(${numbers(seqs)}::bigint[])`.execute(tx.db);
  return new Map(
    rows.map(({ seq, order_seq, ordered_at: orderedAt, platform, lines, shares }) => {
      const platformMinor = BigInt(platform);
      return [+seq, { orderSeq: +order_seq, orderedAt, platformMinor, lines, shares }];
    }),
  );
}

export async function readStatuses(
  tx: Tx,
  seqs: readonly number[],
): Promise<Map<number, { id: number; to: Status }>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await sql<Row<"status_change", "seq"> & { id: number; to: Status }>`
    select seq, distributor_id as id, to_status as "to" from status_change
     where seq = any(${numbers(seqs)}::bigint[])`.execute(tx.db);
  return new Map(rows.map(({ seq, id, to }) => [+seq, { id, to }]));
}

export async function readEarningsWithholdings(
  tx: Tx,
  seqs: readonly number[],
): Promise<Map<number, { id: number; isWithheld: boolean }>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await sql<Row<"withholding", "seq"> & { id: number; isWithheld: boolean }>`
    select seq, distributor_id as id, is_withheld as "isWithheld" from withholding
     where seq = any(${numbers(seqs)}::bigint[])`.execute(tx.db);
  return new Map(rows.map(({ seq, ...withholding }) => [+seq, withholding]));
}

export async function readTiers(
  tx: Tx,
  seqs: readonly number[],
): Promise<Map<number, JournalTier>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await sql<JournalTier & Row<"manual_tier", "seq">>`
    select seq, distributor_id as id, tier, until::text from manual_tier
     where seq = any(${numbers(seqs)}::bigint[])`.execute(tx.db);
  return new Map(rows.map(({ seq, ...tier }) => [+seq, tier]));
}

export async function readCloses(
  tx: Tx,
  seqs: readonly number[],
): Promise<Map<number, JournalClose>> {
  if (seqs.length === 0) return new Map();
  const { rows } = await sql<JournalClose & Row<"window_close", "seq">>`
    select seq, month::text, distributors from window_close
     where seq = any(${numbers(seqs)}::bigint[])`.execute(tx.db);
  return new Map(rows.map(({ seq, ...close }) => [+seq, close]));
}

export async function readLegs(tx: Tx, seqs: readonly number[]): Promise<Map<number, Leg[]>> {
  const bySeq = new Map<number, Leg[]>();
  if (seqs.length === 0) return bySeq;
  const { rows } = await sql<Row<"posting", "seq" | "asset" | "amount"> & { account: string }>`
    select p.seq, a.name as account, p.asset, p.amount
      from posting p join account a on a.id = p.account_id
     where p.seq = any(${numbers(seqs)}::bigint[]) order by p.seq, p.line`.execute(tx.db);
  for (const { seq, account, asset, amount } of rows) {
    const legs = bySeq.get(+seq) ?? [];
    bySeq.set(+seq, legs);
    legs.push({ account, asset, amountMinor: BigInt(amount) });
  }
  return bySeq;
}
