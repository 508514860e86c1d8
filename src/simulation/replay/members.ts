// The distributors of a replay: each comes in as it joined when the stream first concerns it, and changes from there.
import { type RawBuilder, sql } from "kysely";
import type { Distributor, Status } from "../../commission/engine/distributor.ts";
import type { Tx } from "../../database/database.ts";
import { numbers, texts } from "../../database/unnest.ts";

/** A distributor whose place, status and standing change as the stream goes by. */
export interface Member extends Distributor {
  parent: Member | null;
  status: Status;
  isWithheld: boolean;
  /** When it got the tier that it holds, or the end of the last window closed by then. */
  since: number;
  /** The last tier set by hand, a floor until that day. */
  floor: { readonly tier: string; readonly until: string } | undefined;
}

interface Row {
  readonly id: number;
  readonly code: string;
  readonly tier: string | null;
  readonly status: Status;
  readonly isWithheld: boolean;
  readonly joined_at: number;
}

export class ReplayMembers {
  readonly #byId = new Map<number, Member>();
  readonly #byCode = new Map<string, Member>();

  find(code: string): Member | undefined {
    return this.#byCode.get(code);
  }

  get(id: number): Member {
    return this.#byId.get(id)!;
  }

  has(id: number): boolean {
    return this.#byId.has(id);
  }

  /** Those who are here of the first so many, in the order of their ids. */
  first(count: number): Member[] {
    const members = [...this.#byId.values()].filter(({ id }) => id <= count);
    return members.sort((one, other) => one.id - other.id);
  }

  /** Loads those with the ids that are not here yet; they stand as they did after the entry `seq`. */
  async load(tx: Tx, ids: Iterable<number>, seq: number): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#byId.has(id));
    if (missing.length === 0) return;
    await this.#load(tx, sql`d.id = any(${numbers(missing)}::int[])`, seq);
  }

  /** Loads those of the first so many who joined with one of the tiers, as `load` does. */
  async loadJoined(tx: Tx, count: number, tiers: readonly string[], seq: number): Promise<void> {
    const held = texts(tiers);
    await this.#load(tx, sql`d.id <= ${count} and d.joined_tier = any(${held}::text[])`, seq);
  }

  // Nothing has changed the tier of one whom neither an order, a hand nor a close has concerned.
  async #load(tx: Tx, which: RawBuilder<unknown>, seq: number): Promise<void> {
    const { rows } = await sql<Row>`
      select d.id, d.code, d.joined_tier as tier,
             coalesce(s.to_status, j.to_status, 'ACTIVE') as status,
             coalesce(w.is_withheld, false) as "isWithheld",
             (extract(epoch from d.joined_at) * 1000)::float8 as joined_at
        from distributor d
        left join lateral (select to_status from status_change
                            where distributor_id = d.id and seq <= ${seq} order by seq desc limit 1) s on true
        left join lateral (select is_withheld from withholding
                            where distributor_id = d.id and seq <= ${seq} order by seq desc limit 1) w on true
        left join status_change j on j.distributor_id = d.id and j.from_status is null
       where ${which}`.execute(tx.db);
    for (const { joined_at: since, ...row } of rows) {
      if (this.#byId.has(row.id)) continue;
      const member = {
        ...row,
        parent: null,
        sales: 0,
        volumes: new Map(),
        since,
        floor: undefined,
      };
      this.#byId.set(member.id, member);
      this.#byCode.set(member.code, member);
    }
  }
}
