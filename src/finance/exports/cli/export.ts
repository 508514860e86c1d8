// `tributary export`: the journal for spreadsheets, hledger, beancount or an accounting program, with a manifest of its totals.
import { type Command, Option } from "commander";
import { wholeNumber } from "../../../network/cli/network.ts";
import { naming } from "../../../platform/cli/faults.ts";
import { networkOption, type Shell, say } from "../../../platform/cli/shell.ts";
import { readDocuments } from "../../../platform/files/json.ts";
import {
  JOURNAL_FORMATS,
  type JournalFormat,
  VOUCHER_FORMATS,
  type VoucherFormat,
} from "../store/format.ts";
import { parseExport, VOUCHERS_BY, type VouchersBy } from "../store/request.ts";
import { DEFAULT_MAPPING } from "../vouchers/default-mapping.ts";
import { MANIFEST, runExport } from "./export-file.ts";

interface Options {
  readonly network: string;
  readonly format: JournalFormat | VoucherFormat;
  readonly from?: string;
  readonly to?: string;
  readonly asOf?: string;
  readonly mapping?: string;
  readonly by?: VouchersBy;
  readonly firstNumber?: number;
  readonly out?: string;
}

const HELP = `
csv: a row for each posting: date, sequence, ref, line, account, debit, credit, asset, counterparty, memo.
hledger, beancount: a journal that stands alone: from a later day than the book's first, it opens with
what each account held; it asserts what each held at the end of every month in which it moved.
yonyou, kingdee: vouchers (凭证) as 用友 U8 and 金蝶 K/3 WISE take them, by a mapping of our accounts to
theirs; "tributary voucher-mapping" prints the one that holds without --mapping.
The manifest has the number of transactions and lines, the sums of each asset, the first and last
sequence number, the head of the book's hash chain, and the file's SHA-256: FILE${MANIFEST}, or
a line of JSON on stderr.`;

export function addExport(program: Command, shell: Shell): void {
  const formats = [...JOURNAL_FORMATS, ...VOUCHER_FORMATS];
  program
    .command("export")
    .description("write the journal, by accounting date")
    .addOption(new Option("--format <format>", "for whom").choices(formats).makeOptionMandatory())
    .option("--from <day>", "the first accounting date, like 2026-01-01")
    .option("--to <day>", "the last accounting date")
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00")
    .option("--mapping <file>", "of vouchers: what our accounts are in the other program's chart")
    .addOption(new Option("--by <what>", "of vouchers: one for each").choices(VOUCHERS_BY))
    .option("--first-number <n>", "of vouchers: the first one's of the first month", wholeNumber)
    .option("--out <file>", "where to; without it standard output")
    .addOption(networkOption())
    .addHelpText("after", HELP)
    .action(async ({ network, format, out, mapping, ...text }: Options) => {
      const request = await asked(format, mapping, text);
      return runExport(shell, network, request, out);
    });
}

async function asked(
  format: JournalFormat | VoucherFormat,
  file: string | undefined,
  text: Omit<Options, "network" | "format" | "out" | "mapping">,
) {
  if (file === undefined) return parseExport(format, text);
  return naming(file, async () => {
    const { documents } = await readDocuments(file);
    return parseExport(format, { ...text, mapping: documents[0] });
  });
}

export function addVoucherMapping(program: Command, shell: Shell): void {
  program
    .command("voucher-mapping")
    .description("print the mapping that vouchers go by, to be edited: our accounts, their codes")
    .action(() => say(shell, JSON.stringify(DEFAULT_MAPPING, undefined, 2)));
}
