// What publishing the terms of payouts takes: payouts that were requested went by those of their time.
import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { PayoutTerms } from "../engine/payout.ts";
import type { Asset } from "../kernel/money.ts";
import { formatInstant } from "../kernel/time.ts";
import { changesOf } from "./change-text.ts";
import type { DocumentKind, Use } from "./document-kind.ts";
import { findStanding } from "./standing.ts";
import { checkTerms, compileTerms, type TermsDocument } from "./terms-document.ts";

export const TERMS_KIND: DocumentKind<TermsDocument> = {
  kind: "TERMS",
  withdrawal: "TERMS_WITHDRAWAL",
  table: "terms",
  check: async ({ settings: { asset } }, _tx, document) => checkTerms(document, asset),
  draft: async (_network, _tx, document) => ({ document, acknowledgement: null, warnings: [] }),
  assertFits: async () => {},
  latestUse,
  assertUnneeded: async () => {},
  compare: (before, after) => changesOf(before.payout, after.payout),
  columns: () => ({}),
};

/** All terms that stand, in order of effectiveFrom. */
export async function findTerms(tx: Tx, asset: Asset): Promise<PayoutTerms[]> {
  const found = await findStanding<TermsDocument>(tx, "terms");
  return found.map(({ document }) => compileTerms(document, asset));
}

async function latestUse(tx: Tx): Promise<Use | undefined> {
  const { rows } = await sql<{ ref: string; at: string }>`
    select p.ref, extract(epoch from t.occurred_at) * 1000 as at
      from payout p join ledger_transaction t using (seq) order by seq desc limit 1`.execute(tx.db);
  if (rows[0] === undefined) return undefined;
  const at = Number(rows[0].at);
  return { at, what: `payout "${rows[0].ref}" was requested at ${formatInstant(at)}` };
}
