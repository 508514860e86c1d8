// The volume programmes of a replay: computes the postings of their publications and closes from
// the replayed sales.

import { sql } from "kysely";
import { openingAccruals, postAccrual } from "../../commission/engine/accrual.ts";
import { close } from "../../commission/engine/closing.ts";
import { type Programme, Programmes, ruler } from "../../commission/engine/programme.ts";
import type { State } from "../../commission/engine/state.ts";
import type { Supplier } from "../../commission/engine/supplier.ts";
import { findProgrammes } from "../../commission/programmes/index.ts";
import type { Tx } from "../../database/database.ts";
import type { Row } from "../../database/tables.ts";
import type { Asset } from "../../kernel/money.ts";
import { parsePeriod } from "../../kernel/period.ts";
import { EntryDraft, type Leg } from "../../ledger/entry-draft.ts";

export class ReplayProgrammes {
  /** By the transaction that published them; withdrawn versions are left out. */
  readonly #published: ReadonlyMap<number, Programme>;
  readonly #suppliers: ReadonlyMap<string, Supplier>;
  readonly #closed = new Set<string>();
  #programmes = new Programmes([]);

  private constructor(
    published: ReadonlyMap<number, Programme>,
    suppliers: ReadonlyMap<string, Supplier>,
  ) {
    this.#published = published;
    this.#suppliers = suppliers;
  }

  /** Starts with all suppliers, without sales, and no published programme. */
  static async open(tx: Tx, asset: Asset): Promise<ReplayProgrammes> {
    const { rows } = await sql<Row<"supplier", "id" | "code">>`
      select id, code from supplier`.execute(tx.db);
    const suppliers = rows.map((row): [string, Supplier] => {
      return [row.code, { ...row, turnover: new Map() }];
    });
    return new ReplayProgrammes(await readPublished(tx, asset), new Map(suppliers));
  }

  /** The programmes published so far. */
  get programmes(): Programmes {
    return this.#programmes;
  }

  supplier(code: string): Supplier {
    return this.#suppliers.get(code)!;
  }

  isClosed(programme: string, period: string): boolean {
    return this.#closed.has(`${programme} ${period}`);
  }

  /** Replays the publication of a transaction. */
  publish(seq: number, state: State): Leg[] {
    const programme = this.#published.get(seq);
    if (programme === undefined) return [];
    const members = programme.suppliers.map((supplier) => this.supplier(supplier));
    const draft = new EntryDraft(state);
    const opening = openingAccruals(
      programme,
      this.#programmes.versionsOf(programme.code),
      members,
    );
    for (const accrual of opening) postAccrual(draft, accrual);
    this.#programmes = new Programmes([...this.#programmes.all, programme]);
    return draft.legs;
  }

  /** Replays the close of a period. */
  close(cause: string, state: State): readonly Leg[] {
    const { programme: code, period: name } = JSON.parse(cause) as Record<string, string>;
    const versions = this.#programmes.versionsOf(code!);
    const period = parsePeriod(versions[0]!.period, name!, "period");
    this.#closed.add(`${code} ${period}`);
    return close(state, ruler(versions, period)!, period).legs;
  }
}

async function readPublished(tx: Tx, asset: Asset): Promise<Map<number, Programme>> {
  const { rows } = await sql<Row<"programme", "id" | "seq">>`
    select id, seq from programme`.execute(tx.db);
  const seqs = new Map(rows.map(({ id, seq }) => [id, Number(seq)]));
  const { all } = await findProgrammes(tx, asset);
  return new Map(all.map((programme) => [seqs.get(programme.id)!, programme]));
}
