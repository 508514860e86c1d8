// `tributary audit`: prints the actions that changed a network, as CSV or as JSON lines.

import type { Command } from "commander";
import { stringify } from "csv-stringify/sync";
import type { Network } from "../../database/database.ts";
import { formatInstant, parseInstant } from "../../kernel/time.ts";
import { type AuditFilter, type AuditView, pageAudit } from "../../ledger/audit.ts";
import type { TransactionKind } from "../../ledger/kind.ts";
import {
  jsonOption,
  networkOption,
  type Shell,
  say,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { plainText } from "../../platform/files/csv-text.ts";

/** The number of actions read at once. */
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
    .description(
      "print who did what, when, why and with which token; orders, refunds and releases are not listed",
    )
    .option("--from <time>", "recorded at or after this time, like 2026-01-31T08:00:00+08:00")
    .option("--to <time>", "recorded before this time")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, from, to, json }: Options) => {
      const filter = {
        from: from === undefined ? undefined : parseInstant(from, "--from"),
        to: to === undefined ? undefined : parseInstant(to, "--to"),
      };
      if (!json) say(shell, COLUMNS.join(","));
      await withNetwork(shell, network, async (one, { features }) => {
        const kinds = features.flatMap(({ transactionKinds = [] }) => transactionKinds);
        for await (const view of readAudit(one, kinds, filter))
          say(shell, json ? jsonOf(view) : csvOf(view));
      });
    });
}

async function* readAudit(
  network: Network,
  kinds: readonly TransactionKind[],
  filter: AuditFilter,
): AsyncGenerator<AuditView> {
  const consequences = kinds.filter(({ isAct }) => !isAct).map(({ name }) => name);
  for (let after: number | undefined; ; ) {
    const page = { size: PAGE, after, backwards: false };
    const rows = await network.read((tx) => pageAudit(tx, consequences, filter, page));
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
