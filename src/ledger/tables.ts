// The tables of the ledger: post.ts alone writes what is posted.
import type { Tables } from "../database/tables-of.ts";

export const LEDGER_TABLES: Tables = {
  account: "OFFERED",
  ledger_transaction: "OFFERED",
  posting: "OFFERED",
  seal: "OWN",
  coverage: "OFFERED",
  gap_opened: "OFFERED",
  day_total: "OFFERED",
  month_total: "OFFERED",
  period_close: "OFFERED",
  period_total: "OFFERED",
  period_reopen: "OFFERED",
};
