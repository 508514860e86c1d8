// Reads a long result in constant memory through a database cursor: while the caller works on a page, the next one
// is on its way.
import { type RawBuilder, sql } from "kysely";
import type { Tx } from "./database.ts";

/**
 * The rows of a query in pages of `size`. `name` is the cursor's name, unique in the transaction.
 * If the caller stops early, the rest is not read, and the cursor ends with the transaction.
 */
export async function* fetchPages<Row>(
  tx: Tx,
  name: string,
  query: RawBuilder<unknown>,
  size: number,
): AsyncGenerator<Row[]> {
  const cursor = sql.id(name);
  const fetch = () => {
    const page = sql<Row>`fetch ${sql.lit(size)} from ${cursor}`.execute(tx.db);
    // Its error is thrown where it is awaited, or nobody reads on.
    page.catch(() => {});
    return page;
  };
  await sql`declare ${cursor} no scroll cursor for ${query}`.execute(tx.db);
  for (let page = fetch(); ; ) {
    const { rows } = await page;
    if (rows.length === size) page = fetch();
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
  }
}

/** The rows of a cursor for a caller that follows another stream: it waits only where a page ends. */
export class FollowedRows<Row> {
  readonly #pages: AsyncGenerator<readonly Row[]>;
  #page: readonly Row[] = [];
  #at = 0;
  #isRead = false;

  constructor(pages: AsyncGenerator<readonly Row[]>) {
    this.#pages = pages;
  }

  /** Whether the next page must be read before `row` says anything. */
  get isDry(): boolean {
    return this.#at === this.#page.length && !this.#isRead;
  }

  /** The row that is not passed yet; undefined after the last one. */
  get row(): Row | undefined {
    return this.#page[this.#at];
  }

  pass(): void {
    this.#at += 1;
  }

  async readOn(): Promise<void> {
    const { value, done } = await this.#pages.next();
    this.#isRead = done === true;
    [this.#page, this.#at] = [done ? [] : value, 0];
  }
}
