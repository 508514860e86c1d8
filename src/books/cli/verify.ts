// `tributary verify`: recomputes a network from its postings, and prints each mismatch on stderr.
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
import { sparingMemory } from "../../platform/small-memory.ts";
import { verifyNetwork, type WrittenHead } from "../store/verify-network.ts";

const HEAD = z.object({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });
/** Only a head, or the whole output of `verify --json`. */
const HEAD_FILE = z.union([z.object({ head: HEAD }), HEAD], {
  error: "has no head, which is a seq and a hash of 64 hexadecimal digits",
});

interface Options {
  readonly network: string;
  readonly against?: string;
  readonly json?: boolean;
}

/** An earlier head, from a file with its `seq` and `hash`. */
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
    .option("--against <file>", "a file with an earlier head, as `verify --json` prints it")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, against, json }: Options) => {
      const earlier = against === undefined ? undefined : await readHeadFile(against);
      const verified = await withNetwork(shell, network, (one, { verifiers }) =>
        withProgress(shell, network, (onProgress) =>
          sparingMemory(() => verifyNetwork(one, verifiers, { earlier, onProgress })),
        ),
      );
      const { counts, ...found } = verified;
      const { transactions, postings, mismatches } = found;
      for (const mismatch of mismatches) complain(shell, `${network}: ${mismatch}`);
      if (mismatches.length > 0) shell.exitCode = 1;
      const counted = Object.entries({ transactions, postings, ...counts });
      const checked = counted.map(([name, count]) => `${count} ${name}`).join(", ");
      const outcome = mismatches.length === 0 ? "no mismatch" : `${mismatches.length} mismatches`;
      report(shell, json, { network, ...found, ...counts }, `${network}: ${checked}: ${outcome}`);
    });
}
