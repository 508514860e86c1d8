// Reads volume programmes for the API: which there are, and the current figures of a period.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Page } from "../../../database/page.ts";
import type { Asset } from "../../../kernel/money.ts";
import { pageCodes } from "../../../platform/publishing/read-published.ts";
import { shareBonus, volumeOf } from "../../engine/accrual.ts";
import { type Programme, ruler, shortfall } from "../../engine/programme.ts";
import { loadSuppliers } from "./load-goods.ts";
import { PROGRAMME_KIND } from "./programme-kind.ts";
import { findProgrammes } from "./programmes.ts";
import { findClosing } from "./read-programme-statement.ts";

/**
 * A page of the codes of programmes that are not withdrawn, in order; of all programmes, or of
 * those that include a supplier.
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

/** The figures of one member of a programme in a period; amounts in minor units. */
export interface MemberStanding {
  readonly supplier: string;
  readonly volumeMinor: bigint;
  readonly bonusMinor: bigint;
}

/** The figures of a period by the sales so far, also after its close. */
export interface PeriodStanding {
  readonly programme: Programme;
  readonly period: string;
  readonly volumeMinor: bigint;
  readonly bonusMinor: bigint;
  /** The amount that the committing side would owe if the period closed now. */
  readonly shortfallMinor: bigint;
  readonly members: readonly MemberStanding[];
  /** The transaction of the close. */
  readonly closedSeq: number | null;
}

/** The figures of a programme's period; undefined if no version is in force for it. */
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
  const { volumeMinor, parts } = shareBonus(programme, volumes);
  const members = programme.suppliers.map((supplier, index) => {
    return { supplier, volumeMinor: volumes[index]!, bonusMinor: parts[index]! };
  });
  const bonusMinor = parts.reduce((sum, part) => sum + part, 0n);
  const closedSeq = (await findClosing(tx, code, period))?.seq ?? null;
  const shortfallMinor = shortfall(programme, volumeMinor);
  return { programme, period, volumeMinor, bonusMinor, shortfallMinor, members, closedSeq };
}
