// Withholds a distributor's earnings until a decision (KYC, risk), and lifts the withholding (rules
// docs/rules.md §7).

import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { parseReason } from "../../kernel/code.ts";
import { commit } from "../../ledger/post.ts";
import {
  liftEarningsLegs,
  withholdAccounts,
  withholdEarningsLegs,
} from "../engine/withhold-earnings.ts";
import { WITHHOLDING } from "../kinds.ts";
import { getDistributor } from "./distributors.ts";

/** The request. */
export interface WithholdEarningsText {
  readonly code: string;
  /** Whether earnings are withheld from now on. */
  readonly withheld: boolean;
  readonly reason: string;
}

/**
 * Withholds a distributor's available balance and later earnings, or makes all of it available
 * again, less what pays its debts. The current state changes nothing. Throws `NOT_FOUND`, and
 * `INVALID` without a reason.
 */
export async function setEarningsWithheld(
  network: Network,
  { code, withheld, reason: text }: WithholdEarningsText,
  at: number,
): Promise<void> {
  const { asset } = network.settings;
  const reason = parseReason(text, "reason");
  await commit(network, async (book, tx) => {
    const { id } = await getDistributor(tx, code, "code");
    if ((await isWithheld(tx, id)) === withheld) return;
    await book.load(tx, asset.code, withholdAccounts(code));
    const balances = { asset, balance: (name: string) => book.balance(asset.code, name) };
    const legs = withheld ? withholdEarningsLegs(balances, code) : liftEarningsLegs(balances, code);
    const cause = JSON.stringify({ code, withheld, reason });
    const { seq } = book.append({ kind: WITHHOLDING, ref: null, occurredAt: at, cause, legs });
    await sql`insert into withholding (seq, distributor_id, is_withheld, reason)
      values (${seq}, ${id}, ${withheld}, ${reason})`.execute(tx.db);
    await sql`update distributor set is_withheld = ${withheld} where id = ${id}`.execute(tx.db);
  });
}

/** Whether a distributor's earnings are withheld. */
export async function isWithheld(tx: Tx, id: number): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`
    select is_withheld as "is" from distributor where id = ${id}`.execute(tx.db);
  return rows[0]!.is;
}
