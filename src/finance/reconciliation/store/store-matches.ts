// Stores the result of a reconciliation: matches, new differences, and resolved differences.
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { inRange } from "../../../kernel/money.ts";
import type { Line, Movement, Pair } from "../engine/matching.ts";
import type { DifferenceKind } from "../engine/side.ts";
import { lineKey } from "./lines.ts";
import type { Outcome } from "./run.ts";

/** Rows of one statement. */
const CHUNK = 2_000;

/** A new difference; amounts are theirs less ours. */
interface Opened {
  readonly kind: DifferenceKind;
  readonly line: Line | null;
  readonly movement: Movement | null;
  readonly day: string;
  readonly amountMinor: bigint;
  readonly feeMinor: bigint;
}

/** The rows of an outcome. */
export interface Changes {
  readonly pairs: readonly Pair[];
  readonly opened: readonly Opened[];
}

/** The changes of an outcome; empty if it found nothing new. */
export async function changesOf(tx: Tx, outcome: Outcome): Promise<Changes> {
  const { pairs, duplicated, missingHere, fresh, lacking } = outcome;
  const known = await findKnownMissing(tx, lacking);
  const ofLine = (kind: DifferenceKind, lines: readonly Line[]) =>
    lines.filter((line) => fresh.has(line)).map((line) => opened(kind, line, null));
  return {
    pairs,
    opened: [
      ...pairs
        .filter(({ differs }) => differs)
        .map(({ line, movement }) => opened("DIFFERENT_AMOUNT", line, movement)),
      ...ofLine("DUPLICATED", duplicated),
      ...ofLine("MISSING_HERE", missingHere),
      ...lacking
        .filter(({ seq }) => !known.has(seq))
        .map((movement) => opened("MISSING_THERE", null, movement)),
    ],
  };
}

function opened(kind: DifferenceKind, line: Line | null, movement: Movement | null): Opened {
  const [there, here] = [line?.amountMinor ?? 0n, movement?.amountMinor ?? 0n];
  const isPair = line !== null && movement !== null;
  const feeMinor = isPair && line.feeMinor !== null ? line.feeMinor - movement.feeMinor : 0n;
  const day = (line ?? movement)!.day;
  inRange(feeMinor, "fee");
  return { kind, line, movement, day, amountMinor: there - here, feeMinor };
}

/** Movements that were already reported as missing, explained or not. */
async function findKnownMissing(tx: Tx, movements: readonly Movement[]): Promise<Set<number>> {
  const { rows } = await sql<{ seq: number }>`
    select movement_seq::float8 as seq from difference
     where kind = 'MISSING_THERE'
       and movement_seq = any(${numbers(movements.map(({ seq }) => seq))}::bigint[])`.execute(
    tx.db,
  );
  return new Set(rows.map(({ seq }) => seq));
}

/** Stores the changes of a run. */
export async function storeChanges(
  tx: Tx,
  run: number,
  side: string,
  { pairs, opened: all }: Changes,
): Promise<void> {
  for (const some of chunksOf(pairs)) {
    await storePairs(tx, run, some);
    await resolve(tx, some);
  }
  for (const some of chunksOf(all)) await storeOpened(tx, run, side, some);
}

/** In parts, each sent in a turn of the event loop of its own: orders are settled in between. */
function* chunksOf<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += CHUNK) yield all.slice(from, from + CHUNK);
}

async function storeOpened(
  tx: Tx,
  run: number,
  side: string,
  all: readonly Opened[],
): Promise<void> {
  const number = (of: (one: Opened) => bigint | number | null) => numbers(all.map(of));
  const text = (of: (one: Opened) => string) => texts(all.map(of));
  const lineOf = ({ line }: Opened) => (line === null ? null : lineKey(line.key));
  await sql`insert into difference
      (id, run, kind, side, line_run, line_n, movement_seq, day, amount, fee, status)
    select (select coalesce(max(id), 0) from difference) + n, ${run}, kind, ${side}, line_run, line_n,
           movement_seq, day, amount, fee, 'OPEN'
      from unnest(${text(({ kind }) => kind)}::text[],
        ${number((one) => lineOf(one)?.run ?? null)}::bigint[],
        ${number((one) => lineOf(one)?.n ?? null)}::int[],
        ${number(({ movement }) => movement?.seq ?? null)}::bigint[],
        ${text(({ day }) => day)}::date[],
        ${number(({ amountMinor }) => amountMinor)}::bigint[],
        ${number(({ feeMinor }) => feeMinor)}::bigint[])
        with ordinality as d (kind, line_run, line_n, movement_seq, day, amount, fee, n)`.execute(
    tx.db,
  );
}

async function storePairs(tx: Tx, run: number, pairs: readonly Pair[]): Promise<void> {
  const keys = pairs.map(({ line }) => lineKey(line.key));
  await sql`insert into statement_match (run, n, line_run, line_n, movement_seq, by, differs)
    select ${run}, (select coalesce(max(n), 0) from statement_match where run = ${run}) + n,
           line_run, line_n, movement_seq, by, differs
      from unnest(${numbers(keys.map((key) => key.run))}::bigint[],
        ${numbers(keys.map((key) => key.n))}::int[],
        ${numbers(pairs.map(({ movement }) => movement.seq))}::bigint[],
        ${texts(pairs.map(({ by }) => by))}::text[],
        ${texts(pairs.map(({ differs }) => String(differs)))}::boolean[])
        with ordinality as m (line_run, line_n, movement_seq, by, differs, n)`.execute(tx.db);
}

/** Resolves the open differences of lines and movements that are now matched. */
async function resolve(tx: Tx, pairs: readonly Pair[]): Promise<void> {
  const keys = pairs.map(({ line }) => lineKey(line.key));
  await sql`update difference d set status = 'MATCHED'
      from unnest(${numbers(keys.map((key) => key.run))}::bigint[],
        ${numbers(keys.map((key) => key.n))}::int[]) as l (run, n)
     where d.status = 'OPEN' and d.line_run = l.run and d.line_n = l.n`.execute(tx.db);
  const movements = numbers(pairs.map(({ movement }) => movement.seq));
  await sql`update difference set status = 'MATCHED'
     where status = 'OPEN' and movement_seq = any(${movements}::bigint[])`.execute(tx.db);
}
