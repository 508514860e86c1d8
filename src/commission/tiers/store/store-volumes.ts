// Stores the volumes that a batch changed.
import { sql } from "kysely";
import type { Sender } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Distributor } from "../../../network/engine/distributor.ts";

/** The distributors whose volumes changed, by the first day of the month. */
export class TouchedVolumes {
  readonly #byMonth = new Map<string, Set<Distributor>>();

  add(distributors: readonly Distributor[], month: string): void {
    const touched = this.#byMonth.get(month) ?? new Set();
    this.#byMonth.set(month, touched);
    for (const one of distributors) touched.add(one);
  }

  get rows(): { readonly distributor: Distributor; readonly month: string }[] {
    const all = [...this.#byMonth].flatMap(([month, touched]) =>
      [...touched].map((distributor) => ({ distributor, month })),
    );
    return all.sort((a, b) => a.distributor.id - b.distributor.id);
  }
}

/** Writes each changed volume once, with its new value. */
export function storeVolumes(out: Sender, { rows }: TouchedVolumes): void {
  if (rows.length === 0) return;
  const volumes = rows.map(({ distributor, month }) => distributor.volumes.get(month)!);
  out.send(sql`insert into volume (distributor_id, month, personal, team)
    select * from unnest(${numbers(rows.map((r) => r.distributor.id))}::int[],
      ${texts(rows.map((r) => r.month))}::date[],
      ${numbers(volumes.map((v) => v.personal))}::bigint[],
      ${numbers(volumes.map((v) => v.team))}::bigint[])
    on conflict (distributor_id, month) do update
      set personal = excluded.personal, team = excluded.team`);
}
