// Reads the names of account owners for vouchers, as their codes are needed.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { texts } from "../../../database/unnest.ts";
import type { Party } from "../../../ledger/chart/pattern.ts";

/** Most remembered names; then the memory is emptied. */
const MAX_REMEMBERED = 20_000;

export class PartyNames {
  readonly #tx: Tx;
  readonly #names = new Map<string, string>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** Reads the names of parties that are not remembered yet. */
  async load(parties: readonly (Party | undefined)[]): Promise<void> {
    if (this.#names.size >= MAX_REMEMBERED) this.#names.clear();
    for (const kind of ["DISTRIBUTOR", "SUPPLIER"] as const) {
      const codes = parties
        .filter((party) => party?.kind === kind && !this.#names.has(keyOf(party)))
        .map((party) => party!.code);
      if (codes.length === 0) continue;
      const { rows } = await sql<Row<"distributor" | "supplier", "code" | "name">>`
        select code, name from ${sql.table(kind.toLowerCase())}
         where code = any(${texts([...new Set(codes)])}::text[])`.execute(this.#tx.db);
      for (const { code, name } of rows) this.#names.set(keyOf({ kind, code }), name);
    }
  }

  /** A party's name, or its code if it has no name; buyers never have a name. */
  of(party: Party): string {
    return this.#names.get(keyOf(party)) ?? party.code;
  }
}

function keyOf({ kind, code }: Party): string {
  return `${kind} ${code}`;
}
