// Stores statement lines, recognises them in overlapping files, and finds the open lines.
import { createHash } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { sql } from "kysely";
import type { Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { numbers, texts } from "../../../database/unnest.ts";
import { nameOf } from "../engine/match.ts";
import type { Line } from "../engine/matching.ts";
import type { Side } from "../engine/side.ts";
import type { StatementLine } from "../formats/statement.ts";

/** Lines that one turn of the event loop names or sends, so that orders are settled in between. */
const CHUNK = 2_000;

/** The key of a stored line. */
export interface LineKey extends Row<"statement_line", "n"> {
  readonly run: number;
}

/** A line of a statement that is being imported. */
export interface NewLine extends StatementLine {
  readonly n: number;
  readonly identity: string;
  /** The line of an earlier statement that this line repeats. */
  readonly first: LineKey | undefined;
}

export function keyOf({ run, n }: LineKey): string {
  return `${run}:${n}`;
}

export function lineKey(key: string): LineKey {
  const [run, n] = key.split(":").map(Number);
  return { run: run!, n: n! };
}

/**
 * Adds to each line its identity: source, name, amount, time, and its count among equal lines of
 * the file.
 */
export async function recognised(
  tx: Tx,
  source: string,
  lines: readonly StatementLine[],
): Promise<NewLine[]> {
  const times = new Map<string, number>();
  const identities: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (index % CHUNK === 0) await setImmediate();
    const text = identityOf(source, line);
    const nth = (times.get(text) ?? 0) + 1;
    times.set(text, nth);
    identities.push(createHash("sha256").update(`${text}\n${nth}`).digest("hex"));
  }
  const known = await findKnown(tx, identities);
  return lines.map((line, index) => {
    const identity = identities[index]!;
    return { ...line, n: index + 1, identity, first: known.get(identity) };
  });
}

function identityOf(source: string, line: StatementLine): string {
  const { id, references, day, time, amountMinor, counterparty, memo } = line;
  const named = id !== "" || references.length > 0;
  const names = named ? [id, ...references] : [counterparty, memo];
  return JSON.stringify([source, names, day, time, amountMinor.toString()]);
}

async function findKnown(tx: Tx, identities: readonly string[]): Promise<Map<string, LineKey>> {
  const { rows } = await sql<LineKey & Row<"statement_line", "identity">>`
    select identity, run::float8 as run, n from statement_line
     where first_run is null and identity = any(${texts(identities)}::text[])`.execute(tx.db);
  return new Map(rows.map(({ identity, run, n }) => [identity, { run, n }]));
}

export async function storeLines(tx: Tx, run: number, lines: readonly NewLine[]): Promise<void> {
  for (let at = 0; at < lines.length; at += CHUNK)
    await insert(tx, run, lines.slice(at, at + CHUNK));
}

async function insert(tx: Tx, run: number, lines: readonly NewLine[]): Promise<void> {
  const text = (of: (line: NewLine) => string | null) => texts(lines.map(of));
  const number = (of: (line: NewLine) => bigint | number | null) => numbers(lines.map(of));
  await sql`insert into statement_line
      (run, n, line, line_id, reference, refs, day, time, amount, fee, counterparty, memo,
       identity, first_run, first_n)
    select ${run}, n, line, line_id, reference, array(select json_array_elements_text(refs)), day, time,
           amount, fee, counterparty, memo, identity, first_run, first_n
      from unnest(${number(({ n }) => n)}::int[], ${number(({ line }) => line)}::int[],
        ${text(({ id }) => id)}::text[], ${text(({ references }) => references[0] ?? null)}::text[],
        ${text(({ references }) => JSON.stringify(references))}::json[],
        ${text(({ day }) => day)}::date[], ${text(({ time }) => time)}::text[],
        ${number(({ amountMinor }) => amountMinor)}::bigint[],
        ${number(({ feeMinor }) => feeMinor)}::bigint[],
        ${text(({ counterparty }) => counterparty)}::text[], ${text(({ memo }) => memo)}::text[],
        ${text(({ identity }) => identity)}::text[],
        ${number(({ first }) => first?.run ?? null)}::bigint[],
        ${number(({ first }) => first?.n ?? null)}::int[])
        as l (n, line, line_id, reference, refs, day, time, amount, fee, counterparty, memo, identity,
              first_run, first_n)`.execute(tx.db);
}

/** The lines of a side that are neither matched nor explained. */
export async function findOpenLines(tx: Tx, side: Side): Promise<Line[]> {
  const { rows } = await sql<
    LineKey & Row<"statement_line", "refs" | "memo" | "day" | "time" | "amount" | "fee">
  >`select l.run::float8 as run, l.n, l.refs, l.memo, l.day::text as day, l.time, l.amount, l.fee
      from difference d join statement_line l on l.run = d.line_run and l.n = d.line_n
     where d.status = 'OPEN' and d.kind in ('MISSING_HERE', 'DUPLICATED') and d.side = ${side}
     order by d.id`.execute(tx.db);
  return rows.map(({ refs, memo, day, time, amount, fee, ...key }) => ({
    ...{ key: keyOf(key), references: refs, memo, day, time, amountMinor: BigInt(amount) },
    feeMinor: fee === null ? null : BigInt(fee),
  }));
}

/** The first references, of the given lines, by which lines of the side were matched before. */
export async function findPaired(tx: Tx, side: Side, lines: readonly Line[]): Promise<Set<string>> {
  const references = new Set(lines.flatMap((line) => line.references.slice(0, 1)));
  const { rows } = await sql<Row<"statement_line", "amount"> & { reference: string }>`
    select l.reference, l.amount
      from statement_line l join matching_run r on r.id = l.run join statement s on s.seq = r.seq
      join statement_match m on m.line_run = l.run and m.line_n = l.n
     where s.side = ${side} and m.by = 'REFERENCE' and l.reference = any(${texts(references)}::text[])`.execute(
    tx.db,
  );
  const names = rows.map(({ reference, amount }) =>
    nameOf({ references: [reference], amountMinor: BigInt(amount) }),
  );
  return new Set(names.filter((name) => name !== undefined));
}
