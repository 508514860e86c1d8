// `tributary export`: writes the journal for spreadsheets, hledger, beancount or an accounting program, with a manifest of its totals.
import { type Command, Option } from "commander";
import { naming } from "../../../platform/cli/faults.ts";
import { networkOption, type Shell, say } from "../../../platform/cli/shell.ts";
import { wholeNumber } from "../../../platform/cli/whole-number.ts";
import { readDocuments } from "../../../platform/files/json.ts";
import { DEFAULT_MAPPING } from "../journal/default-mapping.ts";
import {
  JOURNAL_FORMATS,
  type JournalFormat,
  VOUCHER_FORMATS,
  type VoucherFormat,
} from "../journal/format.ts";
import { parseExport, VOUCHERS_BY, type VouchersBy } from "../journal/request.ts";
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
csv: one row for each posting: date, sequence, ref, line, account, debit, credit, asset, counterparty, memo.
hledger, beancount: a complete journal. With --from it begins with the opening balance of each account;
it asserts the balance of each account at the end of every month with postings to it.
yonyou, kingdee: vouchers (凭证) that 用友 U8 and 金蝶 K/3 WISE can import. A mapping converts our account
names to theirs; "tributary voucher-mapping" prints the default mapping.
The manifest has the number of transactions and lines, the sums of each asset, the first and last
sequence number, the head of the ledger's hash chain, and the file's SHA-256. It is written to
FILE${MANIFEST}, or, without --out, to stderr as one line of JSON.`;

export function addExport(program: Command, shell: Shell): void {
  const formats = [...JOURNAL_FORMATS, ...VOUCHER_FORMATS];
  program
    .command("export")
    .description("write the journal, by accounting date")
    .addOption(
      new Option("--format <format>", "output format").choices(formats).makeOptionMandatory(),
    )
    .option("--from <day>", "the first accounting date, like 2026-01-01")
    .option("--to <day>", "the last accounting date")
    .option("--as-of <time>", "as recorded at this time, like 2026-01-31T08:00:00+08:00")
    .option(
      "--mapping <file>",
      "for vouchers: JSON that maps our accounts to the other program's accounts",
    )
    .addOption(
      new Option("--by <what>", "for vouchers: what one voucher contains").choices(VOUCHERS_BY),
    )
    .option(
      "--first-number <n>",
      "for vouchers: the number of the first voucher in the first month",
      wholeNumber,
    )
    .option("--out <file>", "the file to write (default: standard output)")
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
    .description(
      "print the default mapping of our accounts to the codes in vouchers, as JSON to edit",
    )
    .action(() => say(shell, JSON.stringify(DEFAULT_MAPPING, undefined, 2)));
}
