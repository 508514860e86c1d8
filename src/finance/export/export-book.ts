// Exporting the book: one snapshot of it, written as fast as it is taken and no faster.
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Network, Tx } from "../../database/database.ts";
import { Refusal } from "../../kernel/errors.ts";
import { parseDay } from "../../kernel/time.ts";
import { readHead } from "../../ledger/book.ts";
import { BeancountFile } from "./beancount.ts";
import type { ExportFormat, Title } from "./format.ts";
import { HledgerJournal } from "./hledger.ts";
import { journalText, ledgerText } from "./journal.ts";
import { LedgerCsv } from "./ledger-csv.ts";
import { type Manifest, Tally } from "./manifest.ts";
import {
  countEntries,
  type Days,
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
}

export interface ExportOptions {
  /** Leaves `sink` open at the end, as standard output must be. */
  readonly keepOpen?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told after each page how many transactions are written, of how many. */
  readonly onWritten?: (done: number, total: number) => void;
}

/** A request as somebody typed it. Throws `INVALID` for days that no calendar has, or in the wrong order. */
export function parseExport(format: ExportFormat, from?: string, to?: string): ExportRequest {
  const days = {
    from: from === undefined ? undefined : parseDay(from, "from"),
    to: to === undefined ? undefined : parseDay(to, "to"),
  };
  if (days.from !== undefined && days.to !== undefined && days.from > days.to) {
    throw new Refusal("INVALID", `to: ${days.to} is before ${days.from}`, "to");
  }
  return { format, ...days };
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
    const days = daysOf(request, await findDays(tx));
    const assets = await readAssets(tx);
    const { seq, hash } = await readHead(tx);
    const total = await countEntries(tx, days);
    const tally = new Tally();
    const title = { network: network.settings.name, days, assets };
    const pages = textOf(tx, request.format, title, (entry) => tally.entry(entry));
    const bytes = async function* () {
      for await (const text of pages) {
        if (text !== "") yield tally.bytesOf(text);
        onWritten(tally.transactions, total);
      }
    };
    await pipeline(Readable.from(bytes(), { highWaterMark: 1 }), sink, { end: !keepOpen, signal });
    const about = { network: title.network, format: request.format, days };
    return tally.manifest(about, { seq, hash }, assets);
  }, true);
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
  onEntry: (entry: JournalEntry) => void,
): AsyncGenerator<string> {
  if (format === "csv") return ledgerText(tx, title.days, new LedgerCsv(title.assets), onEntry);
  const text = format === "hledger" ? new HledgerJournal(title) : new BeancountFile(title);
  return journalText(tx, title.days, text, onEntry);
}
