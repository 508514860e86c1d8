// Verifies the stored coverage of each commit, and the stored gaps, against the postings.

import { sql } from "kysely";
import type { Tx } from "../database/database.ts";
import type { Row, Tables } from "../database/tables.ts";
import { COVERAGE_PARTS } from "./chart/pattern.ts";
import { CoverageMeter } from "./coverage.ts";
import type { StoredTransaction } from "./read-book.ts";

/** Rows of one page. */
const PAGE = 5_000;

export class CoverageCheck {
  readonly mismatches: string[] = [];
  readonly #tx: Tx;
  readonly #meter: CoverageMeter;
  /** The page of rows that was read last. */
  #rows: Tables["coverage"][] = [];
  /** The first row of the page that is not compared yet. */
  #at = 0;
  #isRead = false;

  constructor(tx: Tx, asset: string) {
    this.#tx = tx;
    this.#meter = new CoverageMeter(undefined, asset);
  }

  /** Checks the transactions of the ledger in order. */
  check(one: StoredTransaction): Promise<void> | undefined {
    this.#meter.apply(one);
    if (this.#at < this.#rows.length || this.#isRead) {
      this.#follow(one.seq);
      return undefined;
    }
    return this.#readOn().then(() => this.#follow(one.seq));
  }

  #follow(seq: number): void {
    if (Number(this.#rows[this.#at]?.last_seq) !== seq) return;
    this.#compare(this.#rows[this.#at]!);
    this.#at += 1;
  }

  async #readOn(): Promise<void> {
    const { rows } = await sql<
      Tables["coverage"]
    >`select * from coverage where last_seq > ${Number(this.#rows.at(-1)?.last_seq ?? 0)}
      order by last_seq limit ${PAGE}`.execute(this.#tx.db);
    this.#isRead = rows.length === 0;
    [this.#rows, this.#at] = [rows, 0];
  }

  #compare(row: Tables["coverage"]): void {
    for (const part of COVERAGE_PARTS) {
      const should = this.#meter.now[part];
      if (BigInt(row[part]) === should) continue;
      const what = `${part} is ${row[part]} and should be ${should}`;
      this.mismatches.push(`coverage after ${row.last_seq}: ${what}`);
    }
  }

  /** After the last transaction, checks that every commit has its row, and every gap is stored. */
  async finish(): Promise<void> {
    const { rows } = await sql<{ seq: string }>`
      select coalesce(last_seq, c.last_seq) as seq from coverage c full join seal s using (last_seq)
       where c.last_seq is null or s.last_seq is null order by seq`.execute(this.#tx.db);
    for (const { seq } of rows)
      this.mismatches.push(`coverage after ${seq}: its commit or its row is missing`);
    const kept = await sql<Row<"gap_opened", "seq" | "gap">>`
      select seq, gap from gap_opened order by seq`.execute(this.#tx.db);
    const stored = new Set(kept.rows.map(({ seq, gap }) => `${seq}, of ${gap}`));
    const found = new Set(this.#meter.opened.map(({ seq, gapMinor }) => `${seq}, of ${gapMinor}`));
    for (const one of stored)
      if (!found.has(one)) this.mismatches.push(`a gap is stored but did not open at ${one}`);
    for (const one of found)
      if (!stored.has(one)) this.mismatches.push(`a gap opened but is not stored at ${one}`);
  }
}
