// The distributors of a replay: each is loaded in its state at joining when an entry first names
// it, and changes from there.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import { numbers, texts } from "../../database/unnest.ts";
import { distributorAccounts } from "../../ledger/entry-draft.ts";
import type { Distributor, Status } from "../../network/engine/distributor.ts";

/** A distributor whose place, status and tier change as the replay proceeds. */
export interface Member extends Distributor {
  parent: Member | null;
  status: Status;
  isWithheld: boolean;
  /** When it got its current tier, or the end of the last window closed by then. */
  since: number;
  /** The last tier set by hand, which is a floor until the given day. */
  floor: { readonly tier: string; readonly until: string } | undefined;
}

interface MemberRow extends Row<"distributor", "id" | "code"> {
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

  /** The loaded members with ids up to `count`, in the order of their ids. */
  first(count: number): Member[] {
    const members = [...this.#byId.values()].filter(({ id }) => id <= count);
    return members.sort((one, other) => one.id - other.id);
  }

  /** Loads the distributors that are not loaded yet, in their state after the entry `seq`. */
  async load(tx: Tx, ids: Iterable<number>, seq: number): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#byId.has(id));
    if (missing.length === 0) return;
    await this.#load(tx, sql`d.id = any(${numbers(missing)}::int[])`, seq);
  }

  /**
   * Loads, in the same way, the distributors with ids up to `count` that joined with one of the
   * tiers.
   */
  async loadJoined(tx: Tx, count: number, tiers: readonly string[], seq: number): Promise<void> {
    const held = texts(tiers);
    await this.#load(tx, sql`d.id <= ${count} and d.joined_tier = any(${held}::text[])`, seq);
  }

  // A distributor that no order, manual change or close has named still has its tier at joining.
  async #load(tx: Tx, which: RawBuilder<unknown>, seq: number): Promise<void> {
    const { rows } = await sql<MemberRow>`
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
        accounts: distributorAccounts(row.code),
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
