// Compares the stored volumes with those that orders and refunds sum up to.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { wholeOf } from "../../../kernel/whole.ts";
import type { SummedVolume, Volumes } from "../../tiers/index.ts";

/** Volumes of one page. */
const PAGE = 10_000;
const NO_VOLUME: SummedVolume = { personal: 0, team: 0 };

/** The mismatches. It takes what it compares out of `volumes`: what is left at last is not stored. */
export async function verifyVolumes(tx: Tx, volumes: Volumes): Promise<string[]> {
  const mismatches: string[] = [];
  const compare = (id: number, month: string, is: SummedVolume, should: SummedVolume) => {
    if (is.personal === should.personal && is.team === should.team) return;
    const stored = `is ${is.personal} personal, ${is.team} team`;
    const summed = `should be ${should.personal}, ${should.team}`;
    mismatches.push(`volume of ${id} ${month}: ${stored} and ${summed}`);
  };
  for await (const { id, month, ...stored } of readVolumes(tx)) {
    compare(id, month, stored, volumes.find(id, month) ?? NO_VOLUME);
    volumes.months.get(month)?.delete(id);
  }
  for (const [month, rest] of volumes.months)
    for (const [id, summed] of rest) compare(id, month, NO_VOLUME, summed);
  return mismatches;
}

async function* readVolumes(tx: Tx): AsyncGenerator<SummedVolume & { id: number; month: string }> {
  for (let [from, day, count] = [-1, "-infinity", PAGE]; count === PAGE; ) {
    const { rows } = await sql<Row<"volume", "month" | "personal" | "team"> & { id: number }>`
      select distributor_id as id, month::text, personal, team from volume
       where (distributor_id, month) > (${from}::int, ${day}::date)
       order by distributor_id, month limit ${PAGE}`.execute(tx.db);
    count = rows.length;
    for (const { id, month, personal, team } of rows) {
      [from, day] = [id, month];
      yield { id, month, personal: wholeOf(personal), team: wholeOf(team) };
    }
  }
}
