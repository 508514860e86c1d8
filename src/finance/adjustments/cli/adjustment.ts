// `tributary adjustment post|import|approve|reject|list`: corrections by hand, each by two people.
import { type Command, Option } from "commander";
import type { Network } from "../../../database/database.ts";
import { Refusal } from "../../../kernel/errors.ts";
import { formatAmount } from "../../../kernel/money.ts";
import { formatInstant } from "../../../kernel/time.ts";
import { printList } from "../../../platform/cli/print-list.ts";
import {
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../../platform/cli/shell.ts";
import { TEMPLATES } from "../engine/adjustment.ts";
import type { Adjusting, AdjustmentRow } from "../store/adjustment-row.ts";
import { ADJUSTMENT_STATUSES, type AdjustmentStatus } from "../store/adjustment-status.ts";
import type { AdjustmentText } from "../store/adjustment-text.ts";
import { approveAdjustment, rejectAdjustment } from "../store/decide.ts";
import { proposeAdjustment } from "../store/propose.ts";
import { pageAdjustments } from "../store/read-adjustments.ts";
import { addAdjustmentImport, approveFile } from "./adjustment-file.ts";

const POST_HELP = `
Templates: ${TEMPLATES.join(", ")}.
REVERSAL takes back what --of names, the whole of it. Nothing is posted before somebody else approves it.`;

const COLUMNS = [
  ...["ref", "status", "template", "party", "amount", "asset"],
  ...["occurredAt", "proposedBy", "reference", "reason"],
];

interface Options {
  readonly network: string;
  readonly json?: boolean | undefined;
}

export function addAdjustment(program: Command, shell: Shell): void {
  const adjustment = program
    .command("adjustment")
    .description("corrections by hand: proposed by one person, approved by another");
  addPost(adjustment, shell);
  addAdjustmentImport(adjustment, shell);
  addDecisions(adjustment, shell);
  adjustment
    .command("list")
    .description("print the adjustments in the order of the proposals")
    .addOption(new Option("--status <status>", "only these").choices(ADJUSTMENT_STATUSES))
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(({ network, status, json }: Options & { readonly status?: AdjustmentStatus }) =>
      withNetwork(shell, network, (one) =>
        printList(shell, one, json, {
          columns: COLUMNS,
          read: (tx, page) => pageAdjustments(tx, { status }, page),
          show: shown,
        }),
      ),
    );
}

type PostOptions = Options & Omit<AdjustmentText, "idempotencyKey">;

function addPost(adjustment: Command, shell: Shell): void {
  adjustment
    .command("post")
    .description("propose an adjustment; the same again does nothing")
    .argument("<key>", "its ref from then on")
    .requiredOption("--template <template>", "which accounts it debits and credits")
    .option("--distributor <code>", "whom it concerns")
    .option("--supplier <code>", "whom it concerns")
    .option("--buyer <code>", "whom it concerns")
    .option("--amount <amount>", "above 0; a REVERSAL has none")
    .option("--asset <code>", "with BUYER_WRITTEN_OFF (default: the settlement asset)")
    .option("--of <ref>", "the adjustment that it takes back, or whose money it explains")
    .requiredOption("--occurred-at <time>", "when it happened, like 2026-01-31T08:00:00+08:00")
    .option("--reference <text>", "what the bank calls it")
    .requiredOption("--reason <text>", "why; it is kept in the audit trail")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", POST_HELP)
    .action((idempotencyKey: string, { network, json, ...text }: PostOptions) =>
      tell(shell, { network, json }, (one) =>
        proposeAdjustment(one, { idempotencyKey, ...text }, Date.now()),
      ),
    );
}

interface ApproveOptions extends Options {
  readonly file?: string;
  readonly rejects?: string;
}

function addDecisions(adjustment: Command, shell: Shell): void {
  adjustment
    .command("approve")
    .description("post what somebody else proposed: one, or all that a file names")
    .argument("[ref]")
    .option("--file <file>", "CSV with a column ref, such as what `list` prints")
    .option("--rejects <file>", "where refused rows of the file go, with line, code and reason")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((ref: string | undefined, { network, file, ...options }: ApproveOptions) => {
      if (ref !== undefined && file === undefined) {
        return tell(shell, { network, ...options }, (one) => approveAdjustment(one, ref));
      }
      if (file === undefined || ref !== undefined) {
        throw new Refusal("INVALID", "ref: name either an adjustment or a --file", "ref");
      }
      return withNetwork(shell, network, (one) => approveFile(shell, one, file, options));
    });
  adjustment
    .command("reject")
    .description("have nothing posted of what was proposed")
    .argument("<ref>")
    .requiredOption("--reason <text>", "why; it is kept in the audit trail")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action((ref: string, options: Options & { readonly reason: string }) =>
      tell(shell, options, (one) => rejectAdjustment(one, ref, options.reason, Date.now())),
    );
}

async function tell(
  shell: Shell,
  { network, json }: Options,
  take: (network: Network) => Promise<Adjusting>,
): Promise<void> {
  const { adjustment } = await withNetwork(shell, network, take);
  const told = shown(adjustment);
  report(shell, json, { network, ...told }, `${network}: ${told.ref} is ${told.status}`);
}

function shown({ ref, status, template, party, asset, amountMinor, ...row }: AdjustmentRow) {
  return {
    ref,
    status,
    template,
    party: party?.code ?? null,
    amount: formatAmount(amountMinor, asset.scale),
    asset: asset.code,
    occurredAt: formatInstant(row.occurredAt),
    proposedBy: row.proposedBy,
    reference: row.reference,
    reason: row.reason,
  };
}
