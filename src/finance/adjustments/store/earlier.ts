// Checks the earlier adjustment that a new one reverses, or whose money in suspense it explains.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount } from "../../../kernel/money.ts";
import type { Leg } from "../../../ledger/entry-draft.ts";
import { explains, type OwnTemplate } from "../engine/adjustment.ts";
import { type AdjustmentRow, selectAdjustments } from "./adjustment-row.ts";

/** The legs of a posted adjustment. Throws `INVALID` if it cannot be reversed, or already was. */
export async function legsOfPosted(tx: Tx, seq: number): Promise<Leg[]> {
  const of = await getPosted(tx, seq);
  if (of.template === "REVERSAL") throw refusal(of, "is a REVERSAL and cannot be reversed");
  if ((await explainedOf(tx, seq)) > 0n) {
    throw refusal(of, "is already explained; reverse the explaining adjustments first");
  }
  const { rows } = await sql<Row<"posting", "asset" | "amount"> & { account: string }>`
    select a.name as account, p.asset, p.amount
      from adjustment_step s
      join posting p on p.seq = s.seq
      join account a on a.id = p.account_id
     where s.adjustment_seq = ${seq} and s.status = 'POSTED'
     order by p.line`.execute(tx.db);
  return rows.map(({ amount, ...leg }) => ({ ...leg, amountMinor: BigInt(amount) }));
}

/** Throws `INVALID` if the amount exceeds the unexplained rest of the earlier adjustment. */
export async function assertLeft(
  tx: Tx,
  seq: number,
  template: OwnTemplate,
  amountMinor: bigint,
): Promise<void> {
  const of = await getPosted(tx, seq);
  if (of.template !== explains(template)) {
    throw refusal(
      of,
      `is a ${of.template}, but ${template} can only explain a ${explains(template)}`,
    );
  }
  const left = of.amountMinor - (await explainedOf(tx, seq));
  if (amountMinor <= left) return;
  const [wanted, there] = [amountMinor, left].map((minor) => formatAmount(minor, of.asset.scale));
  const why = `${wanted} is more than the rest of "${of.ref}", ${there}`;
  throw new Refusal("INVALID", `amount: ${why}`, "amount");
}

async function getPosted(tx: Tx, seq: number): Promise<AdjustmentRow> {
  const of = (await selectAdjustments(tx, sql`a.seq = ${seq}`))[0]!;
  if (of.status === "POSTED") return of;
  throw refusal(of, `is ${of.status}; it must be POSTED`);
}

function refusal({ ref }: AdjustmentRow, why: string): Refusal {
  return new Refusal("INVALID", `of: "${ref}" ${why}`, "of");
}

/** The amount of money in suspense that is already explained. */
async function explainedOf(tx: Tx, seq: number): Promise<bigint> {
  const { rows } = await sql<{ amount: string }>`
    select coalesce(sum(amount), 0) as amount from adjustment
     where of_seq = ${seq} and status = 'POSTED' and template <> 'REVERSAL'`.execute(tx.db);
  return BigInt(rows[0]!.amount);
}
