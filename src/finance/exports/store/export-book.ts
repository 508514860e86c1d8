// Exporting the book: one snapshot of it, written as fast as it is taken and no faster.
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Network, Tx } from "../../../database/database.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { seqAsOf } from "../../../ledger/balances.ts";
import { readHead } from "../../../ledger/book.ts";
import { findHead } from "../../../ledger/transactions.ts";
import { contentOf } from "./content.ts";
import { type Manifest, Tally } from "./manifest.ts";
import { countEntries, type Days, findDays, readAssets } from "./read-journal.ts";
import type { ExportRequest } from "./request.ts";
import { sparingMemory } from "./small-memory.ts";

/** The days of a book without any posting, where nobody names others. */
const NO_DAY = "1970-01-01";

export interface ExportOptions {
  /** Leaves `sink` open at the end, as standard output must be. */
  readonly keepOpen?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Told after each page how many transactions are written, of how many. */
  readonly onWritten?: (done: number, total: number) => void;
}

/**
 * Writes what is asked for to `sink` in one snapshot, in constant memory. A sink that closes before
 * the end, or the signal, stops the query and throws; so does what cannot be exported.
 */
export function exportBook(
  network: Network,
  request: ExportRequest,
  sink: Writable,
  options: ExportOptions = {},
): Promise<Manifest> {
  return sparingMemory(() =>
    network.read((tx) => write(network, tx, request, sink, options), true),
  );
}

async function write(
  network: Network,
  tx: Tx,
  request: ExportRequest,
  sink: Writable,
  { keepOpen = false, signal, onWritten = () => {} }: ExportOptions,
): Promise<Manifest> {
  const head = await headOf(tx, request.asOf);
  const days = daysOf(request, await findDays(tx, head.seq));
  const assets = await readAssets(tx);
  const extent = { ...days, last: head.seq };
  const total = await countEntries(tx, extent);
  const tally = new Tally();
  const title = { network: network.settings.name, days, assets };
  const content = contentOf({ tx, title, extent, head, tally }, request);
  const bytes = async function* () {
    for await (const part of content) {
      if (part.length > 0) yield tally.bytesOf(part);
      onWritten(tally.transactions, total);
    }
  };
  await pipeline(Readable.from(bytes(), { highWaterMark: 1 }), sink, { end: !keepOpen, signal });
  const asOf = request.asOf === undefined ? undefined : formatInstant(request.asOf);
  const about = { network: title.network, format: request.format, days, asOf };
  return tally.manifest(about, head, assets);
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
