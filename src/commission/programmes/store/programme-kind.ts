// Publishes volume programmes as versions for whole periods; sales so far in the first period count
// (docs/rules.md §5).

import { sql } from "kysely";
import type { Network, Tx } from "../../../database/database.ts";
import { texts } from "../../../database/unnest.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatPeriod, periodOf } from "../../../kernel/period.ts";
import { EntryDraft } from "../../../ledger/entry-draft.ts";
import type {
  Commit,
  DocumentKind,
  Numbered,
  Posting,
} from "../../../platform/publishing/document-kind.ts";
import { ON_DAY } from "../../../platform/publishing/start.ts";
import { findVersions } from "../../../platform/publishing/versions.ts";
import { accrualAccounts, openingAccruals, postAccrual } from "../../engine/accrual.ts";
import { ruler } from "../../engine/programme.ts";
import type { Supplier } from "../../engine/supplier.ts";
import { compareProgrammes } from "../engine/compare-programmes.ts";
import {
  checkProgramme,
  compileProgramme,
  membersOf,
  type ProgrammeDocument,
} from "../engine/programme-document.ts";
import { PROGRAMME, PROGRAMME_WITHDRAWAL } from "../kinds.ts";
import { loadSuppliers } from "./load-goods.ts";
import { findClosedPeriods, findProgrammes } from "./programmes.ts";
import { storeAccruals } from "./store-accruals.ts";

export const PROGRAMME_KIND: DocumentKind<ProgrammeDocument> = {
  name: "programme",
  description: "volume programmes: bonuses that suppliers receive or pay for their sales volume",
  publication: PROGRAMME,
  withdrawal: PROGRAMME_WITHDRAWAL,
  start: ON_DAY,
  codeOf: ({ code }) => code,
  check: async ({ settings: { asset } }, _tx, document) => checkProgramme(document, asset),
  assertFits,
  usedSince,
  startsLate: true,
  inForce(versions, start) {
    const documents = versions.map(({ document }) => document);
    const ruling = ruler(documents, ON_DAY.format(start));
    return versions.find(({ document }) => document === ruling);
  },
  compare: compareProgrammes,
  columns: ({ effectiveTo }) => ({ effective_to: effectiveTo }),
  post: postOpening,
};

async function assertFits(_network: Network, tx: Tx, document: ProgrammeDocument): Promise<void> {
  const latest = (await findVersions<ProgrammeDocument>(tx, "programme", document.code)).at(-1);
  if (latest !== undefined) assertKeeps(document, latest.document);
  assertNotLate(document, await findMembers(tx, document));
  for (const closed of await findClosedPeriods(tx)) {
    const [code, period = ""] = closed.split(" ");
    if (code !== document.code || period < document.effectiveFrom) continue;
    const why = `the period ${formatPeriod(document.period, period)} is already closed`;
    throw new Refusal("CONFLICT", `effectiveFrom: ${why}`, "effectiveFrom");
  }
}

/** The versions of a code are for the same suppliers, periods and payer. */
function assertKeeps(document: ProgrammeDocument, latest: ProgrammeDocument): void {
  const kept = [
    ["suppliers", membersOf(latest).join(", "), membersOf(document).join(", ")],
    ["period", latest.period, document.period],
    ["payer", latest.payer, document.payer],
  ] as const;
  for (const [field, was, is] of kept) {
    if (was === is) continue;
    const why = `must be ${was} in every version of "${document.code}"; use another code for ${is}`;
    throw new Refusal("INVALID", `${field}: ${why}`, field);
  }
}

/**
 * The suppliers that a programme names, in its order; throws `NOT_FOUND` for an unknown supplier.
 */
export async function findMembers(tx: Tx, document: ProgrammeDocument): Promise<Supplier[]> {
  const codes = membersOf(document);
  const byCode = new Map((await loadSuppliers(tx, codes)).map((one) => [one.code, one]));
  return codes.map((code, index) => {
    const supplier = byCode.get(code);
    if (supplier !== undefined) return supplier;
    const field = document.suppliers === undefined ? "supplier" : `suppliers[${index}]`;
    throw new Refusal("NOT_FOUND", `${field}: supplier "${code}" does not exist`, field);
  });
}

// A new version must not change the bonus of sales in periods before the current one.
function assertNotLate(
  { effectiveFrom, period }: ProgrammeDocument,
  suppliers: readonly Supplier[],
): void {
  const months = suppliers.flatMap(({ turnover }) => [...turnover.keys()]);
  const latest = months.reduce((last, month) => (month > last ? month : last), "");
  if (latest === "" || effectiveFrom >= periodOf(period, latest)) return;
  const running = formatPeriod(period, periodOf(period, latest));
  const why = `"${effectiveFrom}" is before ${running}, which already has settled orders`;
  throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
}

/** Whether its suppliers have sales since the start. */
async function usedSince(
  tx: Tx,
  start: number,
  document: ProgrammeDocument,
): Promise<string | undefined> {
  const { rows } = await sql`
    select from supplier_volume v join supplier s on s.id = v.supplier_id
     where v.month >= ${ON_DAY.format(start)} and s.code = any(${texts(membersOf(document))}::text[])
     limit 1`.execute(tx.db);
  return rows.length === 0 ? undefined : "orders since then are already settled";
}

/** Posts the bonus of the sales so far in the period in which a version starts. */
async function postOpening(
  { network, book, tx }: Commit,
  document: ProgrammeDocument,
  { id, version }: Numbered,
): Promise<Posting> {
  const { asset } = network.settings;
  const programme = compileProgramme({ id: id!, version }, document, asset);
  const earlier = (await findProgrammes(tx, asset)).versionsOf(document.code);
  const accruals = openingAccruals(programme, earlier, await findMembers(tx, document));
  const names = accruals.flatMap((one) =>
    Object.values(accrualAccounts(one.programme, one.supplier.code)),
  );
  await book.load(tx, asset.code, names);
  const draft = new EntryDraft({ asset, balance: (name, code) => book.balance(code, name) });
  for (const accrual of accruals) postAccrual(draft, accrual);
  return { legs: draft.legs, store: async (seq) => storeAccruals(tx, [{ seq, accruals }]) };
}
