// Custody coverage: money in custody compared with money owed, stored with every commit
// (docs/rules.md §7).
import { sql } from "kysely";
import { type Database, schemaOf, type Tx } from "../database/database.ts";
import { numbers } from "../database/unnest.ts";
import { findPattern } from "./chart/chart.ts";
import { COVERAGE_PARTS, type CoveragePart } from "./chart/pattern.ts";

/**
 * The sum of each part over all its accounts, in minor units of the settlement asset; a sum can
 * exceed the 64 bits of a single account.
 */
export type Coverage = Readonly<Record<CoveragePart, bigint>>;

const NOTHING: Coverage = {
  custody: 0n,
  suppliers: 0n,
  distributors: 0n,
  buyers: 0n,
  channel: 0n,
  tax: 0n,
  receivables: 0n,
};

/** The total owed. */
export function owedOf({ suppliers, distributors, buyers, channel, tax }: Coverage): bigint {
  return suppliers + distributors + buyers + channel + tax;
}

/** The part of the amount owed that custody does not cover; 0 if it is covered. */
export function gapOf(coverage: Coverage): bigint {
  const gap = owedOf(coverage) - coverage.custody;
  return gap > 0n ? gap : 0n;
}

/** Custody and receivables less the amount owed: the platform's own money. */
export function positionOf(coverage: Coverage): bigint {
  return coverage.custody + coverage.receivables - owedOf(coverage);
}

/** The fields of a transaction that a meter needs. */
interface Moved {
  readonly seq: number;
  readonly postings: readonly {
    readonly account: string;
    readonly asset: string;
    readonly amountMinor: bigint;
  }[];
}

/** A transaction after which custody no longer covered the amount owed. */
export interface GapOpened {
  readonly seq: number;
  readonly gapMinor: bigint;
}

/** Follows the coverage through the transactions in order. */
export class CoverageMeter {
  readonly opened: GapOpened[] = [];
  readonly #asset: string;
  #now: Coverage;

  constructor(before: Coverage | undefined, asset: string) {
    this.#now = before ?? NOTHING;
    this.#asset = asset;
  }

  get now(): Coverage {
    return this.#now;
  }

  apply({ seq, postings }: Moved): void {
    const before = gapOf(this.#now);
    const next: Record<CoveragePart, bigint> = { ...this.#now };
    for (const { account, asset, amountMinor } of postings) {
      if (asset !== this.#asset) continue;
      const { covers, side } = findPattern(account) ?? {};
      if (covers !== undefined) next[covers] += side === "DEBIT" ? amountMinor : -amountMinor;
    }
    this.#now = next;
    const gapMinor = gapOf(next);
    if (before === 0n && gapMinor > 0n) this.opened.push({ seq, gapMinor });
  }
}

const COLUMNS = sql.join(COVERAGE_PARTS.map((part) => sql.id(part)));

/** SQL: the last stored coverage, as texts in the order of the parts. */
export const LAST_COVERAGE = sql`(
  select array[${COLUMNS}]::text[] from coverage order by last_seq desc limit 1)`;

/** A coverage from the texts of its parts; undefined before the first commit. */
export function parseCoverage(parts: readonly string[] | null): Coverage | undefined {
  if (parts === null) return undefined;
  const named = COVERAGE_PARTS.map((part, index) => [part, BigInt(parts[index]!)]);
  return Object.fromEntries(named) as Coverage;
}

/** The coverage after the last commit at or before a sequence number. */
export async function findCoverage(tx: Tx, seq: number): Promise<Coverage> {
  const { rows } = await sql<{ parts: string[] }>`
    select array[${COLUMNS}]::text[] as parts from coverage
     where last_seq <= ${seq} order by last_seq desc limit 1`.execute(tx.db);
  return parseCoverage(rows[0]?.parts ?? null) ?? NOTHING;
}

/**
 * The coverage after the last commit of each of these networks, in their order, by one statement; it
 * fails if one of them has no such table.
 */
export async function readCoverages(
  database: Database,
  networks: readonly string[],
): Promise<Coverage[]> {
  const pool = await database.pool();
  const columns = COVERAGE_PARTS.map((part) => `"${part}"`).join(", ");
  const { rows } = await pool.query<{ parts: string[] | null }>(
    networks
      .map(
        (name, n) => `select ${n} as n, (select array[${columns}]::text[]
          from "${schemaOf(name)}".coverage order by last_seq desc limit 1) as parts`,
      )
      .join(" union all ")
      .concat(" order by n"),
  );
  return rows.map(({ parts }) => parseCoverage(parts) ?? NOTHING);
}

/** SQL: stores the coverage after a commit; part of a larger SQL statement. */
export function insertCoverage(lastSeq: number, { now, opened }: CoverageMeter) {
  const parts = sql.join(COVERAGE_PARTS.map((part) => now[part]));
  const seqs = numbers(opened.map(({ seq }) => seq));
  const gaps = numbers(opened.map(({ gapMinor }) => gapMinor));
  return sql`covered as (
      insert into coverage (last_seq, ${COLUMNS}) values (${lastSeq}, ${parts})),
    gaps as (
      insert into gap_opened (seq, gap)
        select * from unnest(${seqs}::bigint[], ${gaps}::numeric[]))`;
}
