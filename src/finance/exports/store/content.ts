// Produces the content of an export by its format, as text or bytes, at the speed of its reader.
import type { Tx } from "../../../database/database.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { type Sheet, xlsxBytes } from "../../../platform/files/xlsx/write.ts";
import { accountStatementSheets } from "../formats/account-statement-sheets.ts";
import { BeancountFile } from "../formats/beancount.ts";
import { HledgerJournal } from "../formats/hledger.ts";
import { LedgerCsv } from "../formats/ledger-csv.ts";
import { trialSheet } from "../formats/trial-sheet.ts";
import type { JournalFormat, Title, VoucherFormat } from "../journal/format.ts";
import type { Manifest, Tally } from "../journal/manifest.ts";
import { type Extent, type JournalEntry, readEntries } from "../journal/read-journal.ts";
import type { AccountStatementOf, ExportRequest, VoucherOptions } from "../journal/request.ts";
import { assertMapped } from "../vouchers/check-mapped.ts";
import { kingdeeSheets } from "../vouchers/kingdee.ts";
import { PartyNames } from "../vouchers/party-names.ts";
import { type Voucher, Vouchers } from "../vouchers/voucher.ts";
import { yonyouHead, yonyouLines } from "../vouchers/yonyou.ts";
import { journalText, ledgerText } from "./journal.ts";

type Content = AsyncGenerator<string | Uint8Array>;

/** One snapshot of a ledger, and the part of it to export. */
export interface Source {
  readonly tx: Tx;
  readonly title: Title;
  readonly extent: Extent;
  readonly head: Manifest["head"];
  /** Counts everything that is written. */
  readonly tally: Tally;
}

/** Writes a journal: of postings only, or a complete one with balances. */
type JournalWriter = (source: Source, onEntry: (entry: JournalEntry) => void) => Content;

const JOURNAL_WRITERS: Readonly<Record<JournalFormat, JournalWriter>> = {
  csv: ({ tx, extent, title }, onEntry) =>
    ledgerText(tx, extent, new LedgerCsv(title.assets), onEntry),
  hledger: ({ tx, extent, title }, onEntry) =>
    journalText(tx, extent, new HledgerJournal(title), onEntry),
  beancount: ({ tx, extent, title }, onEntry) =>
    journalText(tx, extent, new BeancountFile(title), onEntry),
};

/** The content of a request; throws `Refusals` before the first part if it cannot be exported. */
export function contentOf(source: Source, request: ExportRequest): Content {
  if (request.format === "xlsx") return workbook(source, request.of, request.asOf);
  if ("vouchers" in request) return voucherFile(source, request.format, request.vouchers);
  const { tally } = source;
  return JOURNAL_WRITERS[request.format](source, tally.entry.bind(tally));
}

async function* workbook(
  source: Source,
  of: AccountStatementOf | undefined,
  asOf?: number,
): Content {
  const { tx, title, extent, tally } = source;
  const sheets =
    of === undefined
      ? [trialSheet(tx, extent, title.assets, tally)]
      : await accountStatementSheets(tx, of, extent, tally);
  yield* xlsxBytes([...sheets, aboutSheet(source, asOf)]);
}

/** The sheet that describes the other sheets and the end of the ledger. */
function aboutSheet({ title, head }: Source, asOf: number | undefined): Sheet {
  const { network, days } = title;
  const facts = Object.entries({
    ...{ network, from: days.from, to: days.to },
    ...(asOf === undefined ? {} : { "as of": formatInstant(asOf) }),
    ...{ "last sequence": `${head.seq}`, "head of the chain": head.hash },
  });
  const columns = [
    { heading: "about", width: 20 },
    { heading: "", width: 70 },
  ];
  const rows = async function* () {
    yield facts;
  };
  return { name: "about", columns, rows: rows() };
}

async function* voucherFile(
  { tx, title, extent, tally }: Source,
  format: VoucherFormat,
  { mapping, by, firstNumber }: VoucherOptions,
): Content {
  await assertMapped(tx, extent, mapping, title.assets);
  const asset = title.assets.find(({ code }) => code === mapping.asset)!;
  const pages = voucherPages(tx, extent, new Vouchers(mapping, by, firstNumber), tally);
  if (format === "kingdee") {
    yield* xlsxBytes(kingdeeSheets(pages, mapping, asset, new PartyNames(tx)));
    return;
  }
  yield yonyouHead();
  for await (const page of pages) yield yonyouLines(page, mapping, asset);
}

async function* voucherPages(
  tx: Tx,
  extent: Extent,
  vouchers: Vouchers,
  tally: Tally,
): AsyncGenerator<Voucher[]> {
  for await (const entries of readEntries(tx, extent)) {
    const page: Voucher[] = [];
    for (const entry of entries) {
      tally.entry(entry);
      page.push(...vouchers.apply(entry));
    }
    yield page;
  }
  yield [...vouchers.end()];
}
