// Publishing volume programmes: versioned, for whole periods, and what has been sold so far counts (rules §5).
import { sql } from "kysely";
import { loadSuppliers } from "../../../catalog/store/load-goods.ts";
import type { Network, Tx } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatPeriod, periodOf } from "../../../kernel/period.ts";
import type { Book } from "../../../ledger/book.ts";
import { EntryDraft } from "../../../ledger/entry-draft.ts";
import { commit } from "../../../ledger/post.ts";
import type { Sent } from "../../../platform/publishing/document-kind.ts";
import {
  eachInPlace,
  type Place,
  type PublishedVersion,
} from "../../../platform/publishing/publish.ts";
import { STANDING } from "../../../platform/publishing/standing.ts";
import {
  type Accrual,
  accrualAccounts,
  openingAccruals,
  postAccrual,
} from "../../engine/accrual.ts";
import type { Programme } from "../../engine/programme.ts";
import type { Supplier } from "../../engine/supplier.ts";
import {
  checkProgramme,
  compileProgramme,
  membersOf,
  type ProgrammeDocument,
} from "../engine/programme-document.ts";
import { findClosedPeriods, findProgrammes } from "./programmes.ts";
import { storeAccruals } from "./store-accruals.ts";

/** Checks a programme's form and its place among the others. Publishes nothing; there are no warnings. */
export async function validateProgramme(
  network: Network,
  { document }: Sent,
): Promise<readonly string[]> {
  const programme = checkProgramme(document, network.settings.asset);
  await network.read(async (tx) => {
    if ((await published(tx, programme)) === undefined) await arrange(network, tx, programme);
  });
  return [];
}

/**
 * Publishes programmes in the order given, all or none, and posts the bonus of what was sold so far
 * in the period that each starts in. One that is there already keeps its version. Throws `Refusals`,
 * or `CONFLICT` for another version of the same effectiveFrom.
 */
export function publishProgrammes(
  network: Network,
  all: readonly Sent[],
  at: number,
  place: Place = (fault) => fault,
): Promise<PublishedVersion[]> {
  return commit(network, (book, tx) =>
    eachInPlace(all, place, ({ document }) => publishOne(network, book, tx, document, at)),
  );
}

async function publishOne(
  network: Network,
  book: Book,
  tx: Tx,
  document: unknown,
  at: number,
): Promise<PublishedVersion> {
  const checked = checkProgramme(document, network.settings.asset);
  const { code } = checked;
  const first = await published(tx, checked);
  if (first !== undefined) return { code, version: first, warnings: [] };
  const placed = await arrange(network, tx, checked);
  const { programme, versions, suppliers } = placed;
  const accruals = openingAccruals(programme, versions, suppliers);
  const seq = await post(network, book, tx, checked, programme.version, accruals, at);
  await insert(tx, programme, checked, seq);
  await storeAccruals(tx, [{ seq, accruals }]);
  return { code, version: programme.version, warnings: [] };
}

/** The version that the very same document has already. */
async function published(tx: Tx, document: ProgrammeDocument): Promise<number | undefined> {
  const { code, effectiveFrom } = document;
  const { rows } = await sql<{ version: number; is_same: boolean }>`
    select version, document = ${JSON.stringify(document)}::jsonb as is_same from programme v
     where code = ${code} and effective_from = ${effectiveFrom} and ${STANDING}`.execute(tx.db);
  if (rows[0]?.is_same === false) {
    const why = `another version of "${code}" starts on ${effectiveFrom}`;
    throw new Refusal("CONFLICT", `effectiveFrom: ${why}`, "effectiveFrom");
  }
  return rows[0]?.version;
}

interface Placed {
  readonly programme: Programme;
  readonly versions: readonly Programme[];
  readonly suppliers: readonly Supplier[];
}

/** The programme as it would stand among the others; throws what speaks against it. */
async function arrange(network: Network, tx: Tx, document: ProgrammeDocument): Promise<Placed> {
  const { asset } = network.settings;
  const programmes = await findProgrammes(tx, asset);
  const versions = programmes.versionsOf(document.code);
  const { id, version } = await nextOf(tx, document.code);
  const programme = compileProgramme({ id, version }, document, asset);
  const latest = versions.at(-1);
  if (latest !== undefined) assertFollows(programme, latest);
  const suppliers = await findMembers(tx, document);
  assertNotLate(programme, suppliers);
  for (const closed of await findClosedPeriods(tx)) {
    const [code, period = ""] = closed.split(" ");
    if (code !== programme.code || period < programme.effectiveFrom) continue;
    const why = `its period ${formatPeriod(programme.period, period)} is closed`;
    throw new Refusal("CONFLICT", `effectiveFrom: ${why}`, "effectiveFrom");
  }
  return { programme, versions, suppliers };
}

// Withdrawn versions keep their numbers.
async function nextOf(tx: Tx, code: string): Promise<{ id: number; version: number }> {
  const { rows } = await sql<{ id: number; version: number }>`
    select coalesce(max(id), 0) + 1 as id,
           coalesce(max(version) filter (where code = ${code}), 0) + 1 as version
      from programme`.execute(tx.db);
  return rows[0]!;
}

function assertFollows(programme: Programme, latest: Programme): void {
  const { code, version, effectiveFrom } = latest;
  if (programme.effectiveFrom <= effectiveFrom) {
    const why = `version ${version} of "${code}" starts on ${effectiveFrom}, and a later one after it`;
    throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
  }
  const kept = [
    ["suppliers", latest.suppliers.join(", "), programme.suppliers.join(", ")],
    ["period", latest.period, programme.period],
    ["payer", latest.payer, programme.payer],
  ] as const;
  for (const [field, was, is] of kept) {
    if (was === is) continue;
    const why = `the versions of "${code}" keep ${was}; with ${is} it is another programme`;
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
function assertNotLate({ effectiveFrom, period }: Programme, suppliers: readonly Supplier[]): void {
  const months = suppliers.flatMap(({ turnover }) => [...turnover.keys()]);
  const latest = months.reduce((last, month) => (month > last ? month : last), "");
  if (latest === "" || effectiveFrom >= periodOf(period, latest)) return;
  const running = formatPeriod(period, periodOf(period, latest));
  const why = `"${effectiveFrom}" is before ${running}, of which there are settled orders`;
  throw new Refusal("INVALID", `effectiveFrom: ${why}`, "effectiveFrom");
}

async function post(
  network: Network,
  book: Book,
  tx: Tx,
  document: ProgrammeDocument,
  version: number,
  accruals: readonly Accrual[],
  at: number,
): Promise<number> {
  const { asset } = network.settings;
  const names = accruals.flatMap(({ programme, supplier }) =>
    Object.values(accrualAccounts(programme, supplier.code)),
  );
  await book.load(tx, asset.code, names);
  const draft = new EntryDraft({ asset, balance: (name, code) => book.balance(code, name) });
  for (const accrual of accruals) postAccrual(draft, accrual);
  const cause = JSON.stringify(document);
  const ref = `${document.code} ${version}`;
  const entry = { kind: "PROGRAMME", ref, occurredAt: at, cause } as const;
  return book.append({ ...entry, legs: draft.legs }).seq;
}

async function insert(
  tx: Tx,
  { id, code, version, effectiveFrom, effectiveTo }: Programme,
  document: ProgrammeDocument,
  seq: number,
): Promise<void> {
  await sql`insert into programme (id, code, version, effective_from, effective_to, seq, document)
    values (${id}, ${code}, ${version}, ${effectiveFrom}, ${effectiveTo}, ${seq},
            ${JSON.stringify(document)}::jsonb)`.execute(tx.db);
}
