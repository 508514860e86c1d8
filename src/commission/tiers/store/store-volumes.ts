// Stores the volumes that a batch changed.
import { sql } from "kysely";
import type { Sender } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import type { Distributor } from "../../../network/engine/distributor.ts";

/** Writes each changed volume once, with its new value. */
export function storeVolumes(
  out: Sender,
  touched: Iterable<{ readonly distributor: Distributor; readonly month: string }>,
): void {
  const byKey = new Map([...touched].map((one) => [`${one.distributor.id} ${one.month}`, one]));
  if (byKey.size === 0) return;
  const rows = [...byKey.values()].sort((a, b) => a.distributor.id - b.distributor.id);
  const volumes = rows.map(({ distributor, month }) => distributor.volumes.get(month)!);
  out.send(sql`insert into volume (distributor_id, month, personal, team)
    select * from unnest(${numbers(rows.map((r) => r.distributor.id))}::int[],
      ${texts(rows.map((r) => r.month))}::date[],
      ${numbers(volumes.map((v) => v.personal))}::bigint[],
      ${numbers(volumes.map((v) => v.team))}::bigint[])
    on conflict (distributor_id, month) do update
      set personal = excluded.personal, team = excluded.team`);
}
