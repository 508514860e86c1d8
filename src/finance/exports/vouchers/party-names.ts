// The names of those whose accounts are in vouchers, read as their codes come up.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { texts } from "../../../database/unnest.ts";
import type { Party } from "../store/describe.ts";

/** Names that are remembered before it starts afresh. */
const MAX_REMEMBERED = 20_000;

export class PartyNames {
  readonly #tx: Tx;
  readonly #names = new Map<string, string>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** Reads the names of parties that are not known yet. */
  async load(parties: readonly (Party | undefined)[]): Promise<void> {
    if (this.#names.size >= MAX_REMEMBERED) this.#names.clear();
    for (const role of ["distributor", "supplier"] as const) {
      const codes = parties
        .filter((party) => party?.role === role && !this.#names.has(keyOf(party)))
        .map((party) => party!.code);
      if (codes.length === 0) continue;
      const { rows } = await sql<{ code: string; name: string }>`
        select code, name from ${sql.table(role)}
         where code = any(${texts([...new Set(codes)])}::text[])`.execute(this.#tx.db);
      for (const { code, name } of rows) this.#names.set(keyOf({ role, code }), name);
    }
  }

  /** A party's name; its code where nobody has given it one, as buyers have none. */
  of(party: Party): string {
    return this.#names.get(keyOf(party)) ?? party.code;
  }
}

function keyOf({ role, code }: Party): string {
  return `${role} ${code}`;
}
