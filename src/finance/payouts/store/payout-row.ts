// Finds payouts by ref, and stores their steps.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Payee } from "../engine/payout.ts";
import type { PayeeIds } from "./payee.ts";
import type { PayoutStatus } from "./payout-status.ts";

export interface PayoutRow extends PayeeIds, Row<"payout", "ref"> {
  readonly seq: number;
  readonly payee: Payee;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
  /** Fixed at the approval; null before. */
  readonly taxMinor: bigint | null;
  /** The staff member who requested it; null if the payee did. */
  readonly requestedBy: string | null;
  readonly status: PayoutStatus;
}

interface Stored
  extends Omit<PayoutRow, "payee" | "amountMinor" | "feeMinor" | "taxMinor">,
    Row<"payout", "amount" | "fee"> {
  readonly distributor: string | null;
  readonly supplier: string | null;
  readonly tax: string | null;
}

/** The amount that the bank pays: less the fee, and less the tax once it is fixed. */
export function netOf({ amountMinor, feeMinor, taxMinor }: PayoutRow): bigint {
  return amountMinor - feeMinor - (taxMinor ?? 0n);
}

/** The payouts that match a condition on `p`, which may end with an order and a limit. */
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

/** The payout with the ref; throws `NOT_FOUND`. */
export async function getPayout(tx: Tx, ref: string): Promise<PayoutRow> {
  const [found] = await selectPayouts(tx, sql`p.ref = ${ref}`);
  if (found !== undefined) return found;
  const shown = JSON.stringify(ref.slice(0, 70));
  throw new Refusal("NOT_FOUND", `ref: payout ${shown} does not exist`, "ref");
}

/** The fields of a step besides its status. */
export interface Step {
  readonly status: PayoutStatus;
  readonly taxMinor?: bigint;
  readonly reference?: string | undefined;
  readonly reason?: string | undefined;
}

/** Stores a step of a payout; `line` distinguishes the steps of one batch. */
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
