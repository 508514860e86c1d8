// Withholding a distributor's earnings until somebody has decided (KYC, risk), and lifting that (rules §7).
import { sql } from "kysely";
import { liftLegs, withholdAccounts, withholdLegs } from "../../commission/engine/withhold.ts";
import type { Network, Tx } from "../../database/database.ts";
import { parseReason } from "../../kernel/code.ts";
import { commit } from "../../ledger/post.ts";
import { getDistributor } from "./distributors.ts";

/** What is asked for. */
export interface WithholdText {
  readonly code: string;
  /** Whether earnings are withheld from now on. */
  readonly withheld: boolean;
  readonly reason: string;
}

/**
 * Withholds what a distributor has available and whatever would become available from now on, or
 * makes all of it available, less what pays a debt. What it is already changes nothing. Throws
 * `NOT_FOUND`, and `INVALID` without a reason.
 */
export async function setWithheld(
  network: Network,
  { code, withheld, reason: text }: WithholdText,
  at: number,
): Promise<void> {
  const { asset } = network.settings;
  const reason = parseReason(text, "reason");
  await commit(network, async (book, tx) => {
    const { id } = await getDistributor(tx, code, "code");
    if ((await isWithheld(tx, id)) === withheld) return;
    await book.load(tx, asset.code, withholdAccounts(code));
    const balances = { asset, balance: (name: string) => book.balance(asset.code, name) };
    const legs = withheld ? withholdLegs(balances, code) : liftLegs(balances, code);
    const cause = JSON.stringify({ code, withheld, reason });
    const { seq } = book.append({ kind: "WITHHOLDING", ref: null, occurredAt: at, cause, legs });
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
