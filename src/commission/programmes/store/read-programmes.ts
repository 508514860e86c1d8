// Reading volume programmes for whoever asks: their versions, and how a period stands.
import { sql } from "kysely";
import { loadSuppliers } from "../../../catalog/store/load-goods.ts";
import type { Tx } from "../../../database/database.ts";
import { type Page, pageSql } from "../../../database/page.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Asset } from "../../../kernel/money.ts";
import { STANDING } from "../../../platform/publishing/standing.ts";
import { standingOf, volumeOf } from "../../engine/accrual.ts";
import { type Programme, ruler, shortfall } from "../../engine/programme.ts";
import type { ProgrammeDocument } from "../engine/programme-document.ts";
import { findProgrammes } from "./programmes.ts";
import { findClosing } from "./read-programme-statement.ts";

/** One published version. */
export interface ProgrammeVersionView {
  readonly id: number;
  readonly code: string;
  readonly version: number;
  readonly effectiveFrom: string;
  readonly effectiveTo: string | null;
  readonly publishedAt: number;
  /** Null while it stands. */
  readonly withdrawnAt: number | null;
  readonly withdrawalReason: string | null;
  readonly document: ProgrammeDocument;
}

const VERSION = sql`p.id, p.code, p.version, p.effective_from::text as "effectiveFrom",
  p.effective_to::text as "effectiveTo", p.document,
  (extract(epoch from t.recorded_at) * 1000)::float8 as "publishedAt",
  (extract(epoch from wt.recorded_at) * 1000)::float8 as "withdrawnAt", w.reason as "withdrawalReason"
  from programme p
  join ledger_transaction t on t.seq = p.seq
  left join withdrawal w on w.published = p.seq
  left join ledger_transaction wt on wt.seq = w.seq`;

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

/** Versions in the order of their ids. */
export async function findProgrammeVersionsById(
  tx: Tx,
  ids: readonly number[],
): Promise<(ProgrammeVersionView | undefined)[]> {
  const { rows } = await sql<ProgrammeVersionView>`
    select ${VERSION} where p.id = any(${numbers(ids)}::int[])`.execute(tx.db);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id));
}

/**
 * A page of the codes of programmes that stand, in their order; of all, or of those that a supplier
 * is in.
 */
export async function pageProgrammes(
  tx: Tx,
  supplier: string | undefined,
  page: Page<string>,
): Promise<string[]> {
  const { condition, order } = pageSql(page, [sql`v.code`], (code) => [code]);
  const whose =
    supplier === undefined
      ? sql`true`
      : sql`(v.document->>'supplier' = ${supplier} or v.document->'suppliers' ? ${supplier})`;
  const { rows } = await sql<{ code: string }>`
    select distinct v.code from programme v
     where ${STANDING} and ${whose} and ${condition} ${order}`.execute(tx.db);
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
