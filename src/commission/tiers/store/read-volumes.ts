// Reads volumes for the API.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";

/** Gross volumes of one window, in minor units (docs/rules.md §4). */
export interface VolumeView {
  readonly personalMinor: bigint;
  readonly teamMinor: bigint;
}

/** A distributor and a window: the first day of a local month, or null for all time. */
export interface VolumeKey {
  readonly id: number;
  readonly month: string | null;
}

/** Volumes in the order of the keys; zero if nothing was sold. */
export async function volumesOf(tx: Tx, keys: readonly VolumeKey[]): Promise<VolumeView[]> {
  const { rows } = await sql<{ n: number; personal: string; team: string }>`
    select k.n::int as n, coalesce(sum(v.personal), 0) as personal, coalesce(sum(v.team), 0) as team
      from unnest(${numbers(keys.map((key) => key.id))}::int[],
        ${texts(keys.map((key) => key.month))}::date[]) with ordinality as k (id, month, n)
      left join volume v on v.distributor_id = k.id and (k.month is null or v.month = k.month)
     group by k.n order by k.n`.execute(tx.db);
  return rows.map(({ personal, team }) => ({
    personalMinor: BigInt(personal),
    teamMinor: BigInt(team),
  }));
}
