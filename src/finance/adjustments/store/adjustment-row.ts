// Finds adjustments by ref, and stores adjustments and their steps.

import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { Refusal } from "../../../kernel/errors.ts";
import type { Asset } from "../../../kernel/money.ts";
import { formatInstant } from "../../../kernel/time.ts";
import type { Party } from "../../../ledger/chart/pattern.ts";
import type { Template } from "../engine/adjustment.ts";
import type { AdjustmentStatus } from "./adjustment-status.ts";

export interface AdjustmentRow extends Row<"adjustment", "ref" | "reference" | "reason"> {
  readonly seq: number;
  readonly template: Template;
  readonly party: Party | null;
  readonly distributorId: number | null;
  readonly supplierId: number | null;
  readonly asset: Asset;
  readonly amountMinor: bigint;
  /** The adjustment that this one reverses, or whose money it explains. */
  readonly ofSeq: number | null;
  readonly occurredAt: number;
  readonly proposedBy: string | null;
  readonly status: AdjustmentStatus;
}

/** The result of a step, and whether the step was already taken. */
export interface Adjusting {
  readonly adjustment: AdjustmentRow;
  readonly repeated: boolean;
}

interface Stored
  extends Omit<AdjustmentRow, "party" | "asset" | "amountMinor">,
    Row<"adjustment", "buyer" | "amount">,
    Row<"asset", "scale"> {
  readonly distributor: string | null;
  readonly supplier: string | null;
  readonly assetCode: string;
}

/** The adjustments that match a condition on `a`, which may end with an order and a limit. */
export async function selectAdjustments(
  tx: Tx,
  where: ReturnType<typeof sql>,
): Promise<AdjustmentRow[]> {
  const { rows } = await sql<Stored>`
    select a.seq::float8 as seq, a.ref, a.template, a.distributor_id as "distributorId",
           a.supplier_id as "supplierId", d.code as distributor, s.code as supplier, a.buyer,
           a.asset as "assetCode", t.scale, a.amount, a.of_seq::float8 as "ofSeq",
           (extract(epoch from a.occurred_at) * 1000)::float8 as "occurredAt", a.reference, a.reason,
           a.proposed_by as "proposedBy", a.status
      from adjustment a
      join asset t on t.code = a.asset
      left join distributor d on d.id = a.distributor_id
      left join supplier s on s.id = a.supplier_id
     where ${where}`.execute(tx.db);
  return rows.map(({ distributor, supplier, buyer, assetCode, scale, amount, ...row }) => ({
    ...row,
    party: partyFrom(distributor, supplier, buyer),
    asset: { code: assetCode, scale },
    amountMinor: BigInt(amount),
  }));
}

function partyFrom(
  distributor: string | null,
  supplier: string | null,
  buyer: string | null,
): Party | null {
  if (distributor !== null) return { kind: "DISTRIBUTOR", code: distributor };
  if (supplier !== null) return { kind: "SUPPLIER", code: supplier };
  return buyer === null ? null : { kind: "BUYER", code: buyer };
}

/** The adjustment with the ref; throws `NOT_FOUND` for the field with the ref. */
export async function getAdjustment(tx: Tx, ref: string, field = "ref"): Promise<AdjustmentRow> {
  const [found] = await selectAdjustments(tx, sql`a.ref = ${ref}`);
  if (found !== undefined) return found;
  const shown = JSON.stringify(ref.slice(0, 70));
  throw new Refusal("NOT_FOUND", `${field}: adjustment ${shown} does not exist`, field);
}

/** Stores a proposal, with its first step. */
export async function insertAdjustment(tx: Tx, row: AdjustmentRow): Promise<void> {
  const { seq, ref, template, party, distributorId, supplierId, amountMinor, ofSeq } = row;
  const buyer = party?.kind === "BUYER" ? party.code : null;
  await sql`insert into adjustment
      (seq, ref, template, distributor_id, supplier_id, buyer, asset, amount, of_seq, occurred_at,
       reference, reason, proposed_by, status)
    values (${seq}, ${ref}, ${template}, ${distributorId}, ${supplierId}, ${buyer},
            ${row.asset.code}, ${amountMinor}, ${ofSeq}, ${formatInstant(row.occurredAt)},
            ${row.reference}, ${row.reason}, ${row.proposedBy}, ${row.status})`.execute(tx.db);
  await storeAdjustmentStep(tx, seq, 1, seq, row.status);
}

/** Stores a step of an adjustment; `line` distinguishes the steps of one transaction. */
export async function storeAdjustmentStep(
  tx: Tx,
  seq: number,
  line: number,
  adjustmentSeq: number,
  status: AdjustmentStatus,
  reason: string | null = null,
): Promise<void> {
  await sql`insert into adjustment_step (seq, line, adjustment_seq, status, reason)
    values (${seq}, ${line}, ${adjustmentSeq}, ${status}, ${reason})`.execute(tx.db);
  await sql`update adjustment set status = ${status}
    where seq = ${adjustmentSeq} and status <> ${status}`.execute(tx.db);
}
