// `tributary audit`: the acts that changed a network, as CSV or as JSON lines.
import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Network } from "../../database/database.ts";
import { formatInstant, parseInstant } from "../../kernel/time.ts";
import { type AuditFilter, type AuditView, pageAudit } from "../../ledger/audit.ts";
import {
  jsonOption,
  networkOption,
  type Shell,
  say,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { plainText } from "../../platform/files/csv-text.ts";

/** Acts that are read at once. */
const PAGE = 1_000;
const COLUMNS = ["seq", "recorded_at", "kind", "ref", "sub", "role", "token", "reason", "request"];

interface Options {
  readonly network: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export function addAudit(program: Command, shell: Shell): void {
  program
    .command("audit")
    .description("print who did what, when, by which token and why: all that is not an order")
    .option("--from <time>", "recorded not before; ISO 8601 with an offset")
    .option("--to <time>", "recorded before")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, from, to, json }: Options) => {
      const filter = {
        from: from === undefined ? undefined : parseInstant(from, "--from"),
        to: to === undefined ? undefined : parseInstant(to, "--to"),
      };
      if (!json) say(shell, COLUMNS.join(","));
      await withNetwork(shell, network, async (one) => {
        for await (const view of readAudit(one, filter))
          say(shell, json ? jsonOf(view) : csvOf(view));
      });
    });
}

async function* readAudit(network: Network, filter: AuditFilter): AsyncGenerator<AuditView> {
  for (let after: number | undefined; ; ) {
    const page = { size: PAGE, after, backwards: false };
    const rows = await network.read((tx) => pageAudit(tx, filter, page));
    yield* rows.slice(0, PAGE);
    if (rows.length <= PAGE) return;
    after = rows[PAGE - 1]!.seq;
  }
}

function jsonOf({ occurredAt, recordedAt, ...view }: AuditView): string {
  const times = { occurredAt: formatInstant(occurredAt), recordedAt: formatInstant(recordedAt) };
  return JSON.stringify({ ...view, ...times });
}

function csvOf({ seq, recordedAt, kind, ref, by, reason, request }: AuditView): string {
  const texts = [ref, by?.sub, by?.role, by?.token, reason, JSON.stringify(request)];
  const [first, ...others] = texts.map((text) => plainText(text ?? ""));
  return stringify([[seq, formatInstant(recordedAt), kind, first, ...others]]).trimEnd();
}
