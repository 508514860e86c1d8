// Reads events from the ledger: of a range of transactions, or of the transactions that concern one
// scope.
import { sql } from "kysely";
import type { Tx } from "../../database/database.ts";
import { numbers } from "../../database/unnest.ts";
import { type FeedEvent, type Place, WHOLE } from "./event.ts";
import type { EventKind } from "./event-kind.ts";
import type { PartyScope, Scope } from "./scope.ts";

/** The largest number of transactions in one page. */
export const PAGE_TRANSACTIONS = 200;

/** All events up to a position; some may be from before the requested position. */
export interface Page {
  readonly to: Place;
  readonly events: readonly FeedEvent[];
}

/** The last sequence number of the ledger. */
export async function readHeadSeq(tx: Tx): Promise<number> {
  const { rows } = await sql<{ seq: string }>`
    select coalesce(max(seq), 0) as seq from ledger_transaction`.execute(tx.db);
  return Number(rows[0]!.seq);
}

/**
 * Reads pages of the events of the given kinds; at most one of them splits a transaction into
 * pages.
 */
export class EventReader {
  readonly #kinds: ReadonlyMap<string, EventKind>;
  readonly #paged: EventKind | undefined;

  constructor(kinds: readonly EventKind[]) {
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    const paged = kinds.filter(({ pages }) => pages !== undefined);
    if (paged.length > 1) throw new Error("at most one kind of event may have pages of its own");
    this.#paged = paged[0];
  }

  /** Whether a scope sees an event. */
  sees(scope: Scope, event: FeedEvent): boolean {
    return "all" in scope || this.#kinds.get(event.kind)!.sees(scope, event);
  }

  /**
   * The position at which to start reading after a cursor. It is rounded down, so that readers of one
   * transaction share their pages; a few events before the cursor may come again.
   */
  pageStart({ seq, n }: Place): Place {
    if (n === WHOLE) return { seq: seq + 1, n: -1 };
    const { first, size } = this.#paged?.pages ?? { first: WHOLE, size: 1 };
    const line = Math.floor((n - first) / size) * size;
    return { seq, n: line > 0 ? first + line : -1 };
  }

  /** Every event of the next transactions, starting with the transaction of `start`. */
  async readPage(tx: Tx, start: Place, head: number): Promise<Page> {
    const to = Math.min(head, start.seq - 1 + PAGE_TRANSACTIONS);
    const length = Math.max(to - start.seq + 1, 0);
    const seqs = Array.from({ length }, (_, index) => start.seq + index);
    return this.#readEvents(tx, { all: true }, seqs, start, to);
  }

  /** The events of the next transactions that concern a scope; an index finds them. */
  async readScopedPage(tx: Tx, scope: Scope, start: Place, head: number): Promise<Page> {
    if ("all" in scope) return this.readPage(tx, start, head);
    const seqs = await this.#findSeqs(tx, scope, start.seq, head);
    const to = seqs.length < PAGE_TRANSACTIONS ? head : seqs.at(-1)!;
    return this.#readEvents(tx, scope, seqs, start, to);
  }

  async #findSeqs(tx: Tx, scope: PartyScope, from: number, head: number): Promise<number[]> {
    const bounds = {
      range: sql`seq >= ${from} and seq <= ${head}`,
      limit: sql`order by seq limit ${PAGE_TRANSACTIONS}`,
    };
    const parts = [...this.#kinds.values()].flatMap((kind) => {
      const part = kind.findSeqs?.(scope, bounds);
      return part === undefined ? [] : [sql`(${part})`];
    });
    if (parts.length === 0) return [];
    const { rows } = await sql<{ seq: string }>`
      select seq from (${sql.join(parts, sql` union `)}) found ${bounds.limit}`.execute(tx.db);
    return rows.map((row) => Number(row.seq));
  }

  // If the events of the kind with pages fill a page, the page ends with the last of them.
  async #readEvents(
    tx: Tx,
    scope: Scope,
    seqs: readonly number[],
    start: Place,
    last: number,
  ): Promise<Page> {
    if (seqs.length === 0) return { to: { seq: last, n: WHOLE }, events: [] };
    const wanted = { seqs: sql`${numbers(seqs)}::bigint[]`, scope, start };
    const paged = (await this.#paged?.read(tx, wanted)) ?? [];
    const isFull = paged.length === this.#paged?.pages?.size;
    const to = isFull ? placeOf(paged.at(-1)!) : { seq: last, n: WHOLE };
    const events = [...paged];
    for (const kind of this.#kinds.values()) {
      if (kind !== this.#paged) events.push(...(await kind.read(tx, wanted)));
    }
    const all = events.sort(inOrder);
    return { to, events: isFull ? all.filter((event) => inOrder(event, to) <= 0) : all };
  }
}

function placeOf({ seq, n }: Place): Place {
  return { seq, n };
}

function inOrder(a: Place, b: Place): number {
  return a.seq - b.seq || a.n - b.n;
}
