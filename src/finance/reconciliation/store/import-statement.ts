// Imports a statement once, and matches its lines with the ledger, in one transaction. Orders are
// settled while it works; the next reconciliation sees them.
import { sql } from "kysely";
import { writeBeside } from "../../../database/beside.ts";
import type { Network, Sender, Tx } from "../../../database/database.ts";
import type { Row } from "../../../database/tables.ts";
import { parseCode } from "../../../kernel/code.ts";
import type { Days } from "../../../kernel/days.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { commitIn } from "../../../ledger/post.ts";
import { findRepeated } from "../../../ledger/repeat.ts";
import { daysOf } from "../engine/days.ts";
import type { Line, Tolerance } from "../engine/matching.ts";
import { type Side, sideOf } from "../engine/side.ts";
import { LineDigest } from "../formats/digest.ts";
import type { ParsedStatement } from "../formats/parse-statement.ts";
import type { StatementFormat } from "../formats/statement.ts";
import { STATEMENT } from "../kinds.ts";
import { keyOf, type NewLine, recognised, storeLines } from "./lines.ts";
import { reconcile } from "./run.ts";
import { beginRun, storeRun } from "./runs.ts";
import { changesOf, storeChanges } from "./store-matches.ts";

/** The options of an import. */
export interface ImportOptions {
  /** Our code of the account or merchant that the statement is from. */
  readonly source: string;
  readonly format: StatementFormat;
  readonly tolerance: Tolerance;
  /** The days that the statement covers, if the file does not name them. */
  readonly days: Partial<Days>;
}

/** The transaction of an import, and whether it already existed. */
export interface Imported {
  readonly seq: number;
  readonly repeated: boolean;
}

/**
 * Imports a statement and matches it, at `at`. Repeating the same file of the same source changes
 * nothing. Throws `INVALID` if a line is outside the days, or the source belongs to the other side;
 * `CONFLICT` if the file was imported for another source, or with other options.
 */
export async function importStatement(
  network: Network,
  options: ImportOptions,
  statement: ParsedStatement,
  at: number,
): Promise<Imported> {
  const { format, tolerance } = options;
  const source = parseCode(options.source, "source");
  const days = daysOf(statement, options.days);
  const ref = `${source} ${statement.sha256}`;
  const cause = causeOf(options, statement, days);
  const side = sideOf(format);
  return writeBeside(network, "statements", async (tx) => {
    const first = await findRepeated(tx, STATEMENT, ref, cause, "content");
    if (first !== undefined) return { seq: first, repeated: true };
    await assertOwn(tx, source, side, statement.sha256);
    const run = await beginRun(tx);
    const lines = await recognised(tx, source, statement.lines);
    const fresh = lines
      .filter((line) => line.first === undefined)
      .map((line) => toMatch(run.id, line));
    const { upTo } = run;
    const added = { days: { source, ...days }, lines: fresh };
    const outcome = await reconcile(network, tx, { side, tolerance, upTo, statement: added });
    const changes = await changesOf(tx, outcome);
    await storeLines(tx, run.id, lines);
    await storeChanges(tx, run.id, side, changes);
    return commitIn(network, tx, async (book) => {
      const { seq } = book.append({ kind: STATEMENT, ref, occurredAt: at, cause, legs: [] });
      storeRun(tx, run, seq);
      insert(tx, seq, options, statement, days);
      return { seq, repeated: false };
    });
  });
}

function toMatch(run: number, { n, references, memo, day, time, ...line }: NewLine): Line {
  const { amountMinor, feeMinor } = line;
  return { key: keyOf({ run, n }), references, memo, day, time, amountMinor, feeMinor };
}

/** The cause: the file's hash and format, its totals, and the options. */
function causeOf(options: ImportOptions, statement: ParsedStatement, days: Days): string {
  const digest = new LineDigest();
  for (const line of statement.lines) digest.add(line);
  const { sha256, account, lines, openingMinor, closingMinor } = statement;
  const sum = lines.reduce((all, { amountMinor }) => all + amountMinor, 0n);
  return JSON.stringify({
    source: options.source,
    format: options.format,
    sha256,
    account,
    ...days,
    opening: openingMinor?.toString(),
    closing: closingMinor?.toString(),
    lines: lines.length,
    sum: sum.toString(),
    digest: digest.end(),
    toleranceDays: options.tolerance.days,
    tolerance: options.tolerance.amountMinor.toString(),
  });
}

async function assertOwn(tx: Tx, source: string, side: Side, sha256: string): Promise<void> {
  const { rows } = await sql<Row<"statement", "source"> & { side: Side; same: boolean }>`
    select source, side, sha256 = ${sha256} as same from statement
     where sha256 = ${sha256} or source = ${source} order by same desc limit 1`.execute(tx.db);
  const [other] = rows;
  if (other?.same) {
    const why = `this file was already imported as a statement of "${other.source}"`;
    throw new Refusal("CONFLICT", `source: ${why}`, "source");
  }
  if (other === undefined || other.side === side) return;
  const [is, not] = other.side === "BANK" ? ["bank", "channel"] : ["channel", "bank"];
  throw new Refusal("INVALID", `source: "${source}" is a ${is}, not a ${not}`, "source");
}

function insert(
  out: Sender,
  seq: number,
  { source, format, tolerance }: ImportOptions,
  { sha256, account, openingMinor, closingMinor }: ParsedStatement,
  { from, to }: Days,
): void {
  out.send(sql`insert into statement
      (seq, source, side, format, sha256, account, from_day, to_day, opening, closing,
       tolerance_days, tolerance)
    values (${seq}, ${source}, ${sideOf(format)}, ${format}, ${sha256}, ${account}, ${from}, ${to},
            ${openingMinor}, ${closingMinor}, ${tolerance.days}, ${tolerance.amountMinor})`);
}
