// The rows of the benchmark, in the order in which they run.
import type { Row } from "./row.ts";
import { besideHeavyWorkRow } from "./rows/beside-heavy-work.ts";
import { complianceRow } from "./rows/compliance.ts";
import { importRow } from "./rows/import.ts";
import { lookUpRow } from "./rows/look-up.ts";
import { memoryRow } from "./rows/memory.ts";
import { moveRow } from "./rows/move.ts";
import { orderSettleRow } from "./rows/order-settle.ts";
import { ordersSettleRow } from "./rows/orders-settle.ts";
import { overloadRow } from "./rows/overload.ts";
import { settleRow } from "./rows/settle.ts";
import { startRow } from "./rows/start.ts";
import { statementRow } from "./rows/statement.ts";
import { subscribersRow } from "./rows/subscribers.ts";
import { teamRow } from "./rows/team.ts";
import { verifyRow } from "./rows/verify.ts";

const ROWS: readonly Row[] = [
  settleRow,
  orderSettleRow,
  ordersSettleRow,
  lookUpRow,
  subscribersRow,
  overloadRow,
  importRow,
  teamRow,
  moveRow,
  statementRow,
  verifyRow,
  startRow,
  memoryRow,
  complianceRow,
  besideHeavyWorkRow,
];

/** The rows with these ids, and those that they need. Throws an error for an unknown id. */
export function chosen(ids: readonly string[] | undefined): readonly Row[] {
  const known = ROWS.map(({ id }) => id);
  const wanted = new Set(ids ?? known);
  for (const id of wanted) {
    const row = ROWS.find((one) => one.id === id);
    if (row === undefined) throw new Error(`no row ${id}: there are ${known.join(", ")}`);
    for (const needed of row.needs ?? []) wanted.add(needed);
  }
  return ROWS.filter(({ id }) => wanted.has(id));
}
