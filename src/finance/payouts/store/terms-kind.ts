// The checks for publishing payout terms: they must not change the terms of an earlier request or
// approval.
import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { Refusals } from "../../../kernel/errors.ts";
import type { Asset } from "../../../kernel/money.ts";
import { formatInstant, parseInstant } from "../../../kernel/time.ts";
import { changesOf } from "../../../platform/publishing/change-text.ts";
import type { DocumentKind } from "../../../platform/publishing/document-kind.ts";
import { type Use, usedSince } from "../../../platform/publishing/latest-order.ts";
import { AT_INSTANT } from "../../../platform/publishing/start.ts";
import { findVersions } from "../../../platform/publishing/versions.ts";
import { jumps, statutoryFault } from "../engine/tax-checks.ts";
import { compileTable, type PayeeTax, TAXED } from "../engine/tax-document.ts";
import {
  checkTerms,
  compileTerms,
  type Terms,
  type TermsDocument,
} from "../engine/terms-document.ts";
import { TERMS, TERMS_WITHDRAWAL } from "../kinds.ts";

export const TERMS_KIND: DocumentKind<TermsDocument> = {
  name: "terms",
  description: "payout terms: the minimum amount, the fee and the tax of payouts",
  publication: TERMS,
  withdrawal: TERMS_WITHDRAWAL,
  start: AT_INSTANT,
  check: async (network, _tx, document) => check(network, document),
  draft: async (network, _tx, document) => ({
    document,
    acknowledgement: null,
    warnings: warningsOf(document, network.settings.asset),
  }),
  usedSince: async (tx, start) => usedSince(await latestUse(tx), start),
  compare: (before, after) => [
    ...changesOf(before.payout, after.payout),
    ...changesOf({ tax: before.tax }, { tax: after.tax }),
  ],
};

/** All payout terms that are not withdrawn, in order of effectiveFrom. */
export async function findTerms(tx: Tx, asset: Asset): Promise<Terms[]> {
  const found = await findVersions<TermsDocument>(tx, "terms");
  return found.map(({ version, document }) => compileTerms(version, document, asset));
}

function check({ settings }: Network, document: unknown): TermsDocument {
  const terms = checkTerms(document, settings.asset);
  const effectiveFrom = parseInstant(terms.effectiveFrom, "effectiveFrom");
  const faults = TAXED.flatMap((payee) => {
    const named = terms.tax?.[payee] ?? "NONE";
    if (named === "NONE" || typeof named !== "string") return [];
    return statutoryFault(named, `tax.${payee}`, effectiveFrom, settings) ?? [];
  });
  if (faults.length > 0) throw new Refusals(faults);
  return terms;
}

function warningsOf({ tax }: TermsDocument, asset: Asset): string[] {
  const of = (payee: (typeof TAXED)[number], given: PayeeTax | undefined) =>
    given === undefined || typeof given === "string"
      ? []
      : jumps(compileTable(given, asset), asset).map((jump) => `tax.${payee}.${jump}`);
  return TAXED.flatMap((payee) => of(payee, tax?.[payee]));
}

async function latestUse(tx: Tx): Promise<Use | undefined> {
  const { rows } = await sql<Row<"payout", "ref"> & Row<"payout_step", "status"> & { at: string }>`
    select p.ref, s.status, extract(epoch from t.occurred_at) * 1000 as at
      from ((select seq from payout order by seq desc limit 1)
            union all (select seq from payout_tax order by seq desc limit 1)) last
      join ledger_transaction t using (seq)
      join payout_step s using (seq)
      join payout p on p.seq = s.payout_seq
     order by at desc limit 1`.execute(tx.db);
  if (rows[0] === undefined) return undefined;
  const { ref, status, at } = rows[0];
  const what = `payout "${ref}" was ${status.toLowerCase()} at ${formatInstant(Number(at))}`;
  return { at: Number(at), what };
}
