// Reading volume programmes for whoever asks: which there are, and how a period stands.
import { sql } from "kysely";
import { findProgrammes } from "../catalog/programmes.ts";
import { pageCodes } from "../catalog/read-published.ts";
import type { Tx } from "../database/database.ts";
import type { Page } from "../database/page.ts";
import { standingOf, volumeOf } from "../engine/accrual.ts";
import { type Programme, ruler, shortfall } from "../engine/programme.ts";
import type { Asset } from "../kernel/money.ts";
import { loadSuppliers } from "./load-goods.ts";
import { PROGRAMME_KIND } from "./programme-kind.ts";
import { findClosing } from "./read-statement.ts";

/**
 * A page of the codes of programmes that stand, in their order; of all, or of those that a supplier
 * is in.
 */
export function pageProgrammes(
  tx: Tx,
  supplier: string | undefined,
  page: Page<string>,
): Promise<string[]> {
  if (supplier === undefined) return pageCodes(tx, PROGRAMME_KIND, page);
  const own = sql`(v.document->>'supplier' = ${supplier} or v.document->'suppliers' ? ${supplier})`;
  return pageCodes(tx, PROGRAMME_KIND, page, own);
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
