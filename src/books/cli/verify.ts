// `tributary verify`: recomputes a network from its postings, with a line on stderr for each mismatch.
import type { Command } from "commander";
import { z } from "zod";
import { checkDocument } from "../../kernel/document.ts";
import { naming } from "../../platform/cli/faults.ts";
import { withProgress } from "../../platform/cli/progress.ts";
import {
  complain,
  jsonOption,
  networkOption,
  report,
  type Shell,
  withNetwork,
} from "../../platform/cli/shell.ts";
import { readDocuments } from "../../platform/files/json.ts";
import { verifyNetwork, type WrittenHead } from "../store/verify-network.ts";

const HEAD = z.object({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });
/** A head by itself, or all that `verify --json` printed. */
const HEAD_FILE = z.union([z.object({ head: HEAD }), HEAD], {
  error: "has no head: a seq and a hash of 64 hexadecimal digits",
});

interface Options {
  readonly network: string;
  readonly against?: string;
  readonly json?: boolean;
}

/** The head of an earlier day, from a file that has its `seq` and `hash`. */
function readHeadFile(file: string): Promise<WrittenHead> {
  return naming(file, async () => {
    const { documents } = await readDocuments(file);
    const found = checkDocument(HEAD_FILE, documents[0]);
    return "head" in found ? found.head : found;
  });
}

export function addVerify(program: Command, shell: Shell): void {
  program
    .command("verify")
    .description("recompute balances, sums, hashes, sequence and volumes from the postings")
    .option(
      "--against <file>",
      "a head that was written down earlier, as `verify --json` prints it",
    )
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, against, json }: Options) => {
      const earlier = against === undefined ? undefined : await readHeadFile(against);
      const verified = await withNetwork(shell, network, (one) =>
        withProgress(shell, network, (onProgress) => verifyNetwork(one, { earlier, onProgress })),
      );
      const { transactions, postings, settlements, mismatches } = verified;
      for (const mismatch of mismatches) complain(shell, `${network}: ${mismatch}`);
      if (mismatches.length > 0) shell.exitCode = 1;
      const checked = `${transactions} transactions, ${postings} postings, ${settlements} settlements`;
      const found = mismatches.length === 0 ? "no mismatch" : `${mismatches.length} mismatches`;
      report(shell, json, { network, ...verified }, `${network}: ${checked}: ${found}`);
    });
}
