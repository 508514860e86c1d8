// Finds settled orders for their refunds, with the facts at their time and the refunds so far.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { texts } from "../../../database/unnest.ts";
import type { Distributor } from "../../../network/engine/distributor.ts";
import type { Settled } from "../../engine/fold.ts";
import type { Payment } from "../../engine/order.ts";
import type { Sold } from "../../engine/refund.ts";
import type { Supplier } from "../../engine/supplier.ts";
import type { ShareRecord } from "./store-settlements.ts";

export interface SoldRow
  extends Row<"settlement", "seq" | "seller_id" | "upline" | "quantity" | "month">,
    Row<"settlement", "unit_price" | "supply_price" | "channel_fee"> {
  readonly ref: string;
  readonly supplier: string;
  readonly payment: Payment;
  /** In epoch milliseconds, as text. */
  readonly due_at: string | null;
  readonly shares: ShareRecord[];
  readonly refunded: string;
  /** The codes of the distributors whose shares were already released. */
  readonly released: string[];
}

/** The settled orders with the given refs. */
export async function findSold(tx: Tx, refs: readonly string[]): Promise<SoldRow[]> {
  const { rows } = await sql<SoldRow>`
    select t.ref, s.seq, s.seller_id, s.upline, u.code as supplier, s.quantity, s.unit_price,
           s.supply_price, s.channel_fee, s.payment, s.month::text,
           extract(epoch from s.due_at) * 1000 as due_at, s.shares,
           (select coalesce(sum(r.quantity), 0) from refund r where r.order_seq = s.seq) as refunded,
           case when s.due_at is null then '{}' else array(
             select d.code from release r join distributor d on d.id = r.distributor_id
              where r.distributor_id = any(s.upline || s.seller_id) and r.due_at = s.due_at
                and r.seq > s.seq) end as released
      from ledger_transaction t
      join settlement s on s.seq = t.seq
      join supplier u on u.id = s.supplier_id
     where t.kind = 'SETTLEMENT' and t.ref = any(${texts(refs)}::text[])`.execute(tx.db);
  return rows;
}

/**
 * A stored order in the engine's form; `distributor` finds the distributors whose volumes it
 * increased.
 */
export function soldOf(
  row: SoldRow,
  distributor: (id: number) => Distributor,
  supplier: Supplier,
): Sold {
  const seller = distributor(row.seller_id);
  const shares = row.shares.map(({ recipient, buyer, amount, asset }) => {
    return { recipient, buyer, amountMinor: BigInt(amount), asset };
  });
  const dueAt = row.due_at === null ? null : Number(row.due_at);
  const released = new Set(row.released);
  const recipients = shares.flatMap(({ recipient }) => recipient ?? []);
  return {
    seq: Number(row.seq),
    quantity: BigInt(row.quantity),
    unitPriceMinor: BigInt(row.unit_price),
    supplyPriceMinor: BigInt(row.supply_price),
    channelFeeMinor: BigInt(row.channel_fee),
    payment: row.payment,
    seller,
    supplier,
    shares,
    raised: [seller, ...row.upline.map(distributor)],
    month: row.month,
    dueAt,
    pending: new Set(dueAt === null ? [] : recipients.filter((code) => !released.has(code))),
    refunded: BigInt(row.refunded),
  };
}

/** An order of the same batch in the engine's form. */
export function soldNow(seq: number, settled: Settled, raised: readonly Distributor[]): Sold {
  const { order, seller, supplier, month, dueAt } = settled;
  const { supplyPriceMinor, channelFeeMinor } = settled;
  const shares = settled.shares.map(({ recipient, buyer, amountMinor, paidIn }) => {
    return { recipient: recipient?.code ?? null, buyer, amountMinor, asset: paidIn?.code };
  });
  return {
    seq,
    quantity: order.quantity,
    unitPriceMinor: order.unitPriceMinor,
    supplyPriceMinor,
    channelFeeMinor,
    payment: order.payment ?? "CHANNEL",
    seller,
    supplier,
    shares,
    raised,
    month,
    dueAt,
    pending: new Set(dueAt === null ? [] : shares.flatMap(({ recipient }) => recipient ?? [])),
    refunded: 0n,
  };
}
