// Compares the volume bonuses of the periods that overlap a range: by the actual sales, and with
// the drafts.

import { close } from "../../commission/engine/closing.ts";
import {
  type Payer,
  type Programme,
  Programmes,
  ruler,
} from "../../commission/engine/programme.ts";
import type { Supplier } from "../../commission/engine/supplier.ts";
import { findProgrammes, loadSuppliers } from "../../commission/programmes/index.ts";
import type { Network, NetworkSettings, Tx } from "../../database/database.ts";
import { nextPeriod, periodOf } from "../../kernel/period.ts";
import type { Range } from "./entry.ts";
import { type Compared, type ComparedBy, type Side, sumOf, Tally } from "./tally.ts";

/** Most bonuses listed. */
const MAX_BONUSES = 50;

export const DUES = ["BONUS", "SHORTFALL"] as const;
export type Due = (typeof DUES)[number];

/** The programme, the supplier, the payer, and the kind of amount due. */
export interface BonusKey {
  readonly programme: string;
  readonly supplier: string;
  readonly payer: Payer;
  readonly due: Due;
}

/**
 * B(V) of the whole periods that overlap the range, in minor units (docs/rules.md §5), and the
 * shortfalls of the periods that end in it.
 */
export interface Bonuses {
  /** The amounts that the platform owes suppliers, and that suppliers owe the platform. */
  readonly byPayer: Readonly<Record<Payer, Compared>>;
  /** The largest bonuses, by the larger of the two amounts. */
  readonly each: readonly ComparedBy<BonusKey>[];
}

/** The result of a replay, and the drafts, which replace all versions with the same codes. */
export interface ReplayedSales {
  readonly drafts: readonly Programme[];
  readonly supplier: (code: string) => Supplier;
}

/** Compares the bonuses of the actual sales with those of the replayed sales. */
export async function compareBonuses(
  { settings }: Network,
  tx: Tx,
  range: Range,
  { drafts, supplier }: ReplayedSales,
): Promise<Bonuses> {
  const published = await findProgrammes(tx, settings.asset);
  const codes = new Set(published.all.flatMap(({ suppliers }) => suppliers));
  const sold = new Map((await loadSuppliers(tx, [...codes])).map((one) => [one.code, one]));
  const drafted = new Set(drafts.map(({ code }) => code));
  const kept = published.all.filter(({ code }) => !drafted.has(code));
  const tally = new Tally<string>();
  const add = (side: Side, programmes: Programmes, find: (code: string) => Supplier) => {
    for (const [key, amount] of bonuses(programmes, range, settings, find))
      tally.add(key, side, amount);
  };
  add("actual", published, (code) => sold.get(code)!);
  add("draft", new Programmes([...kept, ...drafts]), supplier);
  return bonusesOf(tally);
}

function* bonuses(
  programmes: Programmes,
  { from, to }: Range,
  { asset, zone }: Pick<NetworkSettings, "asset" | "zone">,
  supplier: (code: string) => Supplier,
): Generator<[key: string, amountMinor: bigint]> {
  const state = { asset, supplier, balance: () => 0n };
  for (const [code, versions] of programmes.byCode) {
    const { period: kind } = versions[0]!;
    const last = zone.day(to - 1);
    for (let one = periodOf(kind, zone.day(from)); one <= last; one = nextPeriod(kind, one)) {
      const programme = ruler(versions, one);
      if (programme === undefined) continue;
      const { payer, commitment } = programme;
      const ends = zone.startOfDay(nextPeriod(kind, one)) <= to;
      for (const line of close(state, programme, one).lines) {
        yield [`${code} ${line.supplier} ${payer} BONUS`, line.bonusMinor];
        if (commitment === undefined || !ends) continue;
        const { committedBy } = commitment;
        yield [`${code} ${line.supplier} ${committedBy} SHORTFALL`, line.shortfallMinor];
      }
    }
  }
}

function bonusesOf(tally: Tally<string>): Bonuses {
  const all = tally.all.map(({ key, ...sums }) => {
    const [programme = "", supplier = "", payer, due] = key.split(" ");
    return { key: { programme, supplier, payer: payer as Payer, due: due as Due }, ...sums };
  });
  const of = (payer: Payer) => sumOf(all.filter(({ key }) => key.payer === payer));
  const larger = ({ actual, draft }: Compared) => (actual > draft ? actual : draft);
  const each = all
    .filter((one) => larger(one) > 0n)
    .sort((one, other) => Number(larger(one) < larger(other)) - Number(larger(one) > larger(other)))
    .slice(0, MAX_BONUSES);
  return { byPayer: { PLATFORM: of("PLATFORM"), SUPPLIER: of("SUPPLIER") }, each };
}
