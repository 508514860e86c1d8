// What publishing a volume programme takes: for whole periods, and what has been sold so far counts (rules §5).
import { sql } from "kysely";
import { compareProgrammes } from "../catalog/compare-programmes.ts";
import type { Commit, DocumentKind, Numbered, Posting } from "../catalog/document-kind.ts";
import {
  checkProgramme,
  compileProgramme,
  membersOf,
  type ProgrammeDocument,
} from "../catalog/programme-document.ts";
import { findClosedPeriods, findProgrammes } from "../catalog/programmes.ts";
import { findStanding } from "../catalog/standing.ts";
import { ON_DAY } from "../catalog/start.ts";
import type { Network, Tx } from "../database/database.ts";
import { texts } from "../database/unnest.ts";
import { accrualAccounts, openingAccruals, postAccrual } from "../engine/accrual.ts";
import { EntryDraft } from "../engine/entry.ts";
import { formatPeriod, periodOf } from "../engine/period.ts";
import { ruler } from "../engine/programme.ts";
import type { Supplier } from "../engine/supplier.ts";
import { Refusal } from "../kernel/errors.ts";
import { loadSuppliers } from "./load-goods.ts";
import { storeAccruals } from "./store-accruals.ts";

export const PROGRAMME_KIND: DocumentKind<ProgrammeDocument> = {
  name: "programme",
  description: "volume programmes: what suppliers get, or give, for what is sold of theirs",
  publication: "PROGRAMME",
  withdrawal: "PROGRAMME_WITHDRAWAL",
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
  const latest = (await findStanding<ProgrammeDocument>(tx, "programme", document.code)).at(-1);
  if (latest !== undefined) assertKeeps(document, latest.document);
  assertNotLate(document, await findMembers(tx, document));
  for (const closed of await findClosedPeriods(tx)) {
    const [code, period = ""] = closed.split(" ");
    if (code !== document.code || period < document.effectiveFrom) continue;
    const why = `its period ${formatPeriod(document.period, period)} is closed`;
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
    const why = `the versions of "${document.code}" keep ${was}; with ${is} it is another programme`;
    throw new Refusal("INVALID", `${field}: ${why}`, field);
  }
}

/** The suppliers that a programme names, in its order; throws `NOT_FOUND` for one that is not there. */
export async function findMembers(tx: Tx, document: ProgrammeDocument): Promise<Supplier[]> {
  const codes = membersOf(document);
  const byCode = new Map((await loadSuppliers(tx, codes)).map((one) => [one.code, one]));
  return codes.map((code, index) => {
    const supplier = byCode.get(code);
    if (supplier !== undefined) return supplier;
    const field = document.suppliers === undefined ? "supplier" : `suppliers[${index}]`;
    throw new Refusal("NOT_FOUND", `${field}: no supplier "${code}"`, field);
  });
}

// What was sold in periods before the running one stays as it was agreed then.
function assertNotLate(
  { effectiveFrom, period }: ProgrammeDocument,
  suppliers: readonly Supplier[],
): void {
  const months = suppliers.flatMap(({ turnover }) => [...turnover.keys()]);
  const latest = months.reduce((last, month) => (month > last ? month : last), "");
  if (latest === "" || effectiveFrom >= periodOf(period, latest)) return;
  const running = formatPeriod(period, periodOf(period, latest));
  const why = `"${effectiveFrom}" is before ${running}, of which there are settled orders`;
  throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
}

/** Whether anything has been sold of its suppliers since it started. */
async function usedSince(
  tx: Tx,
  start: number,
  document: ProgrammeDocument,
): Promise<string | undefined> {
  const { rows } = await sql`
    select from supplier_volume v join supplier s on s.id = v.supplier_id
     where v.month >= ${ON_DAY.format(start)} and s.code = any(${texts(membersOf(document))}::text[])
     limit 1`.execute(tx.db);
  return rows.length === 0 ? undefined : "orders that are settled";
}

/** The bonus of what was sold so far in the period in which a version starts. */
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
  return { legs: draft.legs, store: (seq) => storeAccruals(tx, [{ seq, accruals }]) };
}
