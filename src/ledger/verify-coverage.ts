// Verifies the stored coverage of each commit, and the stored gaps, against the postings.

import { sql } from "kysely";
import { FollowedRows, fetchPages } from "../database/cursor.ts";
import type { Tx } from "../database/database.ts";
import type { Row, Tables } from "../database/tables.ts";
import { add, subtract, type Whole, wholeOf } from "../kernel/whole.ts";
import { COVERAGE_PARTS, type CoveragePart } from "./chart/pattern.ts";
import type { StoredTransaction } from "./read-book.ts";
import { after } from "./since.ts";

/** Rows of one page. */
const PAGE = 5_000;
/** The sum of each part so far, in minor units. */
type Sums = Record<CoveragePart, Whole>;

export class CoverageCheck {
  readonly mismatches: string[] = [];
  readonly #tx: Tx;
  readonly #asset: string;
  readonly #since: number;
  readonly #now = Object.fromEntries(COVERAGE_PARTS.map((part) => [part, 0])) as Sums;
  /** The gaps that opened, each as it is told. */
  readonly #opened = new Set<string>();
  #isCovered = true;
  readonly #rows: FollowedRows<Tables["coverage"]>;

  /** Of the commits behind `since`. */
  constructor(tx: Tx, asset: string, since: number) {
    this.#tx = tx;
    this.#asset = asset;
    this.#since = since;
    const query = sql`
      select * from coverage where ${after(sql`last_seq`, since)} order by last_seq`;
    this.#rows = new FollowedRows(fetchPages(tx, "coverages", query, PAGE));
  }

  /** Before the first transaction, takes what the commit before has stored. */
  async start(): Promise<void> {
    if (this.#since === 0) return;
    const { rows } = await sql<Tables["coverage"]>`
      select * from coverage where last_seq = ${this.#since}`.execute(this.#tx.db);
    const before = rows[0];
    if (before === undefined) return;
    for (const part of COVERAGE_PARTS) this.#now[part] = wholeOf(before[part]);
    this.#isCovered = this.#owed() <= this.#now.custody;
  }

  /** Checks the transactions of the ledger in order. */
  check(one: StoredTransaction): Promise<void> | undefined {
    this.#apply(one);
    return this.#rows.isDry
      ? this.#rows.readOn().then(() => this.#follow(one.seq))
      : this.#follow(one.seq);
  }

  #apply({ seq, postings }: StoredTransaction): void {
    for (const { of, amountMinor } of postings) {
      const { covers, side } = of.pattern ?? {};
      if (covers === undefined || of.asset !== this.#asset) continue;
      const move = side === "DEBIT" ? add : subtract;
      this.#now[covers] = move(this.#now[covers], amountMinor);
    }
    const { custody } = this.#now;
    const owed = this.#owed();
    const wasCovered = this.#isCovered;
    this.#isCovered = owed <= custody;
    if (wasCovered && !this.#isCovered) this.#opened.add(`${seq}, of ${subtract(owed, custody)}`);
  }

  #owed(): Whole {
    const { suppliers, distributors, buyers, channel, tax } = this.#now;
    return add(add(add(suppliers, distributors), add(buyers, channel)), tax);
  }

  #follow(seq: number): undefined {
    const { row } = this.#rows;
    if (row === undefined || Number(row.last_seq) > seq) return;
    if (Number(row.last_seq) === seq) this.#compare(row);
    this.#rows.pass();
  }

  #compare(row: Tables["coverage"]): void {
    for (const part of COVERAGE_PARTS) {
      const should = this.#now[part];
      if (row[part] === should.toString()) continue;
      const what = `${part} is ${row[part]} and should be ${should}`;
      this.mismatches.push(`coverage after ${row.last_seq}: ${what}`);
    }
  }

  /** After the last transaction, checks that every commit has its row, and every gap is stored. */
  async finish(): Promise<void> {
    const { rows } = await sql<{ seq: string }>`
      select coalesce(last_seq, c.last_seq) as seq from coverage c full join seal s using (last_seq)
       where (c.last_seq is null or s.last_seq is null) and last_seq >= ${this.#since}
       order by seq`.execute(this.#tx.db);
    for (const { seq } of rows)
      this.mismatches.push(`coverage after ${seq}: its commit or its row is missing`);
    const kept = await sql<Row<"gap_opened", "seq" | "gap">>`
      select seq, gap from gap_opened where ${after(sql`seq`, this.#since)} order by seq`.execute(
      this.#tx.db,
    );
    const stored = new Set(kept.rows.map(({ seq, gap }) => `${seq}, of ${gap}`));
    const found = this.#opened;
    for (const one of stored)
      if (!found.has(one)) this.mismatches.push(`a gap is stored but did not open at ${one}`);
    for (const one of found)
      if (!stored.has(one)) this.mismatches.push(`a gap opened but is not stored at ${one}`);
  }
}
