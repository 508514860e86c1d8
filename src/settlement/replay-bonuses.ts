// Volume bonuses of the periods that a range touches: of what was sold, and of what drafts make of it.
import { findProgrammes } from "../catalog/programmes.ts";
import type { Network, Tx } from "../database/database.ts";
import { standingOf, volumeOf } from "../engine/accrual.ts";
import { nextPeriod, periodOf } from "../engine/period.ts";
import { type Payer, type Programme, Programmes, ruler } from "../engine/programme.ts";
import type { Supplier } from "../engine/supplier.ts";
import type { Zone } from "../kernel/time.ts";
import { loadSuppliers } from "./load-goods.ts";
import type { Range } from "./replay-entry.ts";
import { type Compared, type ComparedBy, type Side, sumOf, Tally } from "./replay-tally.ts";

/** Bonuses that are listed. */
const MAX_BONUSES = 50;

/** Whose bonus of which programme it is, and who pays. */
export interface BonusKey {
  readonly programme: string;
  readonly supplier: string;
  readonly payer: Payer;
}

/** B(V) of the whole periods that the range touches, in minor units (rules §5); without shortfalls. */
export interface Bonuses {
  /** What the platform pays suppliers, and what suppliers pay the platform. */
  readonly byPayer: Readonly<Record<Payer, Compared>>;
  /** Those that there are most of, by the larger side. */
  readonly each: readonly ComparedBy<BonusKey>[];
}

/** What a replay came to, and the drafts that take the place of all versions of their codes. */
export interface ReplayedSales {
  readonly drafts: readonly Programme[];
  readonly supplier: (code: string) => Supplier;
}

/** Compares the bonuses of what was sold with those of what a replay made of it. */
export async function compareBonuses(
  { settings: { asset, zone } }: Network,
  tx: Tx,
  range: Range,
  { drafts, supplier }: ReplayedSales,
): Promise<Bonuses> {
  const published = await findProgrammes(tx, asset);
  const codes = new Set(published.all.flatMap(({ suppliers }) => suppliers));
  const sold = new Map((await loadSuppliers(tx, [...codes])).map((one) => [one.code, one]));
  const drafted = new Set(drafts.map(({ code }) => code));
  const kept = published.all.filter(({ code }) => !drafted.has(code));
  const tally = new Tally<string>();
  const add = (side: Side, programmes: Programmes, find: (code: string) => Supplier) => {
    for (const [key, amount] of bonuses(programmes, range, zone, find))
      tally.add(key, side, amount);
  };
  add("actual", published, (code) => sold.get(code)!);
  add("draft", new Programmes([...kept, ...drafts]), supplier);
  return bonusesOf(tally);
}

function* bonuses(
  programmes: Programmes,
  { from, to }: Range,
  zone: Zone,
  find: (code: string) => Supplier,
): Generator<[key: string, amountMinor: bigint]> {
  for (const [code, versions] of programmes.byCode) {
    const { period: kind } = versions[0]!;
    const last = zone.day(to - 1);
    for (let one = periodOf(kind, zone.day(from)); one <= last; one = nextPeriod(kind, one)) {
      const programme = ruler(versions, one);
      if (programme === undefined) continue;
      const { suppliers, payer } = programme;
      const volumes = suppliers.map((supplier) => volumeOf(programme, find(supplier), one));
      const { parts } = standingOf(programme, volumes);
      for (const [index, supplier] of suppliers.entries()) {
        yield [`${code} ${supplier} ${payer}`, parts[index]!];
      }
    }
  }
}

function bonusesOf(tally: Tally<string>): Bonuses {
  const all = tally.all.map(({ key, ...sums }) => {
    const [programme = "", supplier = "", payer] = key.split(" ");
    return { key: { programme, supplier, payer: payer as Payer }, ...sums };
  });
  const of = (payer: Payer) => sumOf(all.filter(({ key }) => key.payer === payer));
  const larger = ({ actual, draft }: Compared) => (actual > draft ? actual : draft);
  const each = all
    .filter((one) => larger(one) > 0n)
    .sort((one, other) => (larger(one) < larger(other) ? 1 : -1))
    .slice(0, MAX_BONUSES);
  return { byPayer: { PLATFORM: of("PLATFORM"), SUPPLIER: of("SUPPLIER") }, each };
}
