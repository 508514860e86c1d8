// Reading volume programmes for whoever asks: their versions, and how a period stands.
import { sql } from "kysely";
import type { ProgrammeDocument } from "../catalog/programme-document.ts";
import { findProgrammes } from "../catalog/programmes.ts";
import type { Tx } from "../database/database.ts";
import { type Page, pageSql } from "../database/page.ts";
import { numbers, texts } from "../database/unnest.ts";
import { standingOf, volumeOf } from "../engine/accrual.ts";
import { type Programme, ruler, shortfall } from "../engine/programme.ts";
import type { Asset } from "../kernel/money.ts";
import { loadSuppliers } from "./load-goods.ts";
import { findClosing } from "./read-statement.ts";

/** One published version. */
export interface ProgrammeVersionView {
  readonly id: number;
  readonly code: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly publishedAt: number;
  readonly document: ProgrammeDocument;
}

const VERSION = sql`p.id, p.code, p.version, p.effective_from::text as "effectiveFrom",
  p.effective_to::text as "effectiveTo", p.document,
  (extract(epoch from t.recorded_at) * 1000)::float8 as "publishedAt"
  from programme p join ledger_transaction t using (seq)`;

/** All versions of programmes, in the order of the codes; none for a code that is not there. */
export async function findProgrammeVersions(
  tx: Tx,
  codes: readonly string[],
): Promise<ProgrammeVersionView[][]> {
  const { rows } = await sql<ProgrammeVersionView>`
    select ${VERSION} where p.code = any(${texts(codes)}::text[]) order by p.version`.execute(
    tx.db,
  );
  const byCode = Map.groupBy(rows, ({ code }) => code);
  return codes.map((code) => byCode.get(code) ?? []);
}

/** The codes of the programmes whose versions have these ids, in their order. */
export async function findProgrammeCodes(
  tx: Tx,
  ids: readonly number[],
): Promise<(string | undefined)[]> {
  const { rows } = await sql<{ id: number; code: string }>`
    select id, code from programme where id = any(${numbers(ids)}::int[])`.execute(tx.db);
  const byId = new Map(rows.map(({ id, code }) => [id, code]));
  return ids.map((id) => byId.get(id));
}

/** A page of the programmes' codes, in their order; of all, or of those that a supplier is in. */
export async function pageProgrammes(
  tx: Tx,
  supplier: string | undefined,
  page: Page<string>,
): Promise<string[]> {
  const { condition, order } = pageSql(page, [sql`p.code`], (code) => [code]);
  const whose =
    supplier === undefined
      ? sql`true`
      : sql`(p.document->>'supplier' = ${supplier} or p.document->'suppliers' ? ${supplier})`;
  const { rows } = await sql<{ code: string }>`
    select p.code from programme p
     where p.version = 1 and ${whose} and ${condition} ${order}`.execute(tx.db);
  return rows.map(({ code }) => code);
}

/** How one member of a programme stands in a period; amounts in minor units. */
export interface MemberStanding {
  readonly supplier: string;
  readonly volumeMinor: bigint;
  readonly bonusMinor: bigint;
}

/** How a period stands: by what has been sold so far, also after its close. */
export interface PeriodStanding {
  readonly programme: Programme;
  readonly period: string;
  readonly volumeMinor: bigint;
  readonly bonusMinor: bigint;
  /** What the committing side would owe if the period were closed as it is. */
  readonly shortfallMinor: bigint;
  readonly members: readonly MemberStanding[];
  /** The transaction of its close. */
  readonly closedSeq: number | null;
}

/** How a period of a programme stands; undefined where no version rules it. */
export async function readStanding(
  tx: Tx,
  asset: Asset,
  code: string,
  period: string,
): Promise<PeriodStanding | undefined> {
  const programme = ruler((await findProgrammes(tx, asset)).versionsOf(code), period);
  if (programme === undefined) return undefined;
  const found = await loadSuppliers(tx, programme.suppliers);
  const suppliers = new Map(found.map((supplier) => [supplier.code, supplier]));
  const volumes = programme.suppliers.map((one) =>
    volumeOf(programme, suppliers.get(one)!, period),
  );
  const { volumeMinor, parts } = standingOf(programme, volumes);
  const members = programme.suppliers.map((supplier, index) => {
    return { supplier, volumeMinor: volumes[index]!, bonusMinor: parts[index]! };
  });
  const bonusMinor = parts.reduce((sum, part) => sum + part, 0n);
  const closedSeq = (await findClosing(tx, code, period))?.seq ?? null;
  const shortfallMinor = shortfall(programme, volumeMinor);
  return { programme, period, volumeMinor, bonusMinor, shortfallMinor, members, closedSeq };
}
