// Exports one snapshot of the ledger, no faster than the reader takes it.
import { Readable, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Network, Tx } from "../../../database/database.ts";
import type { Days } from "../../../kernel/days.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { seqAsOf } from "../../../ledger/balances.ts";
import { readHead } from "../../../ledger/book.ts";
import { findHead } from "../../../ledger/transactions.ts";
import { type Manifest, Tally } from "../journal/manifest.ts";
import { countEntries, findDays, readAssets } from "../journal/read-journal.ts";
import type { ExportRequest } from "../journal/request.ts";
import { contentOf } from "./content.ts";

/** The day used for a ledger without postings, if the request names no days. */
const NO_DAY = "1970-01-01";

export interface ExportOptions {
  /** Leaves `sink` open at the end, which standard output needs. */
  readonly keepOpen?: boolean;
  readonly signal?: AbortSignal | undefined;
  /** Called after each page with the number of transactions written, and the total. */
  readonly onWritten?: (done: number, total: number) => void;
}

/**
 * Writes the requested export to `sink` from one snapshot, in constant memory. Throws if the sink
 * closes early, if the signal aborts, or if the request cannot be exported; the query then stops.
 */
export function exportBook(
  network: Network,
  request: ExportRequest,
  sink: Writable,
  options: ExportOptions = {},
): Promise<Manifest> {
  return network.read((tx) => write(network, tx, request, sink, options), true);
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

/** The last exported transaction, and its hash. */
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
