// Exporting the book: one snapshot of it, written as fast as it is taken and no faster.
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import { formatInstant, parseDay, parseInstant } from "../../kernel/time.ts";
import { seqAsOf } from "../../ledger/balances.ts";
import { readHead } from "../../ledger/book.ts";
import { findHead } from "../../ledger/transactions.ts";
import { BeancountFile } from "./beancount.ts";
import type { ExportFormat, Title } from "./format.ts";
import { HledgerJournal } from "./hledger.ts";
import { journalText, ledgerText } from "./journal.ts";
import { LedgerCsv } from "./ledger-csv.ts";
import { type Manifest, Tally } from "./manifest.ts";
import {
  countEntries,
  type Days,
  type Extent,
  findDays,
  type JournalEntry,
  readAssets,
} from "./read-journal.ts";

/** The days of a book without any posting, where nobody names others. */
const NO_DAY = "1970-01-01";

export interface ExportRequest {
  readonly format: ExportFormat;
  /** Accounting dates, both inclusive; without them from the first posting, to the last. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Epoch milliseconds: the book as it was recorded up to then; without it as it is now. */
  readonly asOf?: number | undefined;
}

/** What somebody types beside the format. */
export interface ExportText {
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly asOf?: string | null | undefined;
}

export interface ExportOptions {
  /** Leaves `sink` open at the end, as standard output must be. */
  readonly keepOpen?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told after each page how many transactions are written, of how many. */
  readonly onWritten?: (done: number, total: number) => void;
}

/** A request as somebody typed it. Throws `INVALID` for days that no calendar has, or in the wrong order. */
export function parseExport(format: ExportFormat, text: ExportText): ExportRequest {
  const from = text.from == null ? undefined : parseDay(text.from, "from");
  const to = text.to == null ? undefined : parseDay(text.to, "to");
  if (from !== undefined && to !== undefined && from > to) {
    throw new Refusal("INVALID", `to: ${to} is before ${from}`, "to");
  }
  const asOf = text.asOf == null ? undefined : parseInstant(text.asOf, "asOf");
  return { format, from, to, asOf };
}

/**
 * Writes the journal to `sink` in one snapshot, in constant memory. A sink that closes before the
 * end, or the signal, stops the query and throws.
 */
export function exportBook(
  network: Network,
  request: ExportRequest,
  sink: Writable,
  { keepOpen = false, signal, onWritten = () => {} }: ExportOptions = {},
): Promise<Manifest> {
  return network.read(async (tx) => {
    const head = await headOf(tx, request.asOf);
    const days = daysOf(request, await findDays(tx, head.seq));
    const assets = await readAssets(tx);
    const extent = { ...days, last: head.seq };
    const total = await countEntries(tx, extent);
    const tally = new Tally();
    const title = { network: network.settings.name, days, assets };
    const pages = textOf(tx, request.format, title, extent, (entry) => tally.entry(entry));
    const bytes = async function* () {
      for await (const text of pages) {
        if (text !== "") yield tally.bytesOf(text);
        onWritten(tally.transactions, total);
      }
    };
    await pipeline(Readable.from(bytes(), { highWaterMark: 1 }), sink, { end: !keepOpen, signal });
    const asOf = request.asOf === undefined ? undefined : formatInstant(request.asOf);
    const about = { network: title.network, format: request.format, days, asOf };
    return tally.manifest(about, head, assets);
  }, true);
}

/** The last transaction that is exported, and its hash. */
async function headOf(tx: Tx, asOf: number | undefined): Promise<Manifest["head"]> {
  if (asOf !== undefined) return findHead(tx, await seqAsOf(tx, asOf));
  const { seq, hash } = await readHead(tx);
  return { seq, hash };
}

function daysOf({ from, to }: ExportRequest, found: Days | undefined): Days {
  const known = found ?? { from: from ?? to ?? NO_DAY, to: to ?? from ?? NO_DAY };
  const first = from ?? earlier(known.from, to);
  return { from: first, to: to ?? later(known.to, from) };
}

function earlier(day: string, other = day): string {
  return day < other ? day : other;
}

function later(day: string, other = day): string {
  return day > other ? day : other;
}

function textOf(
  tx: Tx,
  format: ExportFormat,
  title: Title,
  extent: Extent,
  onEntry: (entry: JournalEntry) => void,
): AsyncGenerator<string> {
  if (format === "csv") return ledgerText(tx, extent, new LedgerCsv(title.assets), onEntry);
  const text = format === "hledger" ? new HledgerJournal(title) : new BeancountFile(title);
  return journalText(tx, extent, text, onEntry);
}
