// Payouts as rows: finding one by its ref, and keeping the steps that it takes.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Payee } from "../engine/payout.ts";
import type { PayeeIds } from "./payee.ts";
import type { PayoutStatus } from "./payout-status.ts";

export interface PayoutRow extends PayeeIds {
  readonly seq: number;
  readonly ref: string;
  readonly payee: Payee;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  /** Fixed at its approval; null before. */
  readonly taxMinor: bigint | null;
  /** Of whom of the staff; null where the payee asked itself. */
  readonly requestedBy: string | null;
  readonly status: PayoutStatus;
}

interface Stored extends Omit<PayoutRow, "payee" | "amountMinor" | "feeMinor" | "taxMinor"> {
  readonly distributor: string | null;
  readonly supplier: string | null;
  readonly amount: string;
  readonly fee: string;
  readonly tax: string | null;
}

/** What the bank pays: the amount less the fee, and less the tax once it is fixed. */
export function netOf({ amountMinor, feeMinor, taxMinor }: PayoutRow): bigint {
  return amountMinor - feeMinor - (taxMinor ?? 0n);
}

/** Payouts that a condition on `p` picks, which may end in an order and a limit. */
export async function selectPayouts(tx: Tx, where: ReturnType<typeof sql>): Promise<PayoutRow[]> {
  const { rows } = await sql<Stored>`
    select p.seq::float8 as seq, p.ref, p.distributor_id as "distributorId", p.supplier_id as "supplierId",
           d.code as distributor, s.code as supplier, p.amount, p.fee, x.tax,
           p.requested_by as "requestedBy", p.status
      from payout p
      left join distributor d on d.id = p.distributor_id
      left join supplier s on s.id = p.supplier_id
      left join payout_tax x on x.payout_seq = p.seq
     where ${where}`.execute(tx.db);
  return rows.map(({ distributor, supplier, amount, fee, tax, ...row }) => ({
    ...row,
    payee:
      distributor === null
        ? { kind: "SUPPLIER", code: supplier! }
        : { kind: "DISTRIBUTOR", code: distributor },
    amountMinor: BigInt(amount),
    feeMinor: BigInt(fee),
    taxMinor: tax === null ? null : BigInt(tax),
  }));
}

/** The payout of that ref; throws `NOT_FOUND`. */
export async function getPayout(tx: Tx, ref: string): Promise<PayoutRow> {
  const [found] = await selectPayouts(tx, sql`p.ref = ${ref}`);
  if (found !== undefined) return found;
  throw new Refusal("NOT_FOUND", `ref: no payout ${JSON.stringify(ref.slice(0, 70))}`, "ref");
}

/** What a step says beside its status. */
export interface Step {
  readonly status: PayoutStatus;
  readonly taxMinor?: bigint;
  readonly reference?: string | undefined;
  readonly reason?: string | undefined;
}

/** Keeps a step of a payout; `line` tells those of one batch apart. */
export async function storeStep(
  tx: Tx,
  seq: number,
  line: number,
  { seq: payoutSeq, distributorId, supplierId }: PayoutRow,
  { status, taxMinor = 0n, reference = undefined, reason = undefined }: Step,
): Promise<void> {
  await sql`insert into payout_step
      (seq, line, payout_seq, distributor_id, supplier_id, status, tax, reference, reason)
    values (${seq}, ${line}, ${payoutSeq}, ${distributorId}, ${supplierId}, ${status}, ${taxMinor},
            ${reference ?? null}, ${reason ?? null})`.execute(tx.db);
  await sql`update payout set status = ${status}
    where seq = ${payoutSeq} and status <> ${status}`.execute(tx.db);
}
