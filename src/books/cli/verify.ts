// `tributary verify`: recomputes a network from its postings, and prints each mismatch on stderr.
import type { Command } from "commander";
import { z } from "zod";
import { checkDocument } from "../../kernel/document.ts";
import { parseSeal } from "../../ledger/seals.ts";
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
import { type Verified, verifyNetwork, type WrittenHead } from "../store/verify-network.ts";

const HEAD = z.object({ seq: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });
/** Only a head, or the whole output of `verify --json`. */
const HEAD_FILE = z.union([z.object({ head: HEAD }), HEAD], {
  error: "has no head, which is a seq and a hash of 64 hexadecimal digits",
});

interface Options {
  readonly network: string;
  readonly against?: string;
  readonly since?: string;
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

const HELP = `
Without --since the whole book is verified, and the seal at which it ends is printed: SEQ:HASH.
With --since SEQ:HASH only what was recorded behind that seal is verified, and the next seal is printed.
What lies before is trusted: if it was falsified, this is not found. What follows from the whole book is
left out, and named. So verify the whole book once, then --since the seal that was printed last, and the
whole book again from time to time. Of a seal, SEQ alone is enough; with HASH, a book that was written anew
is refused. 0 is the beginning, before all seals.`;

/** Only the seal that was given can be refused. */
function atSince<T>(work: () => Promise<T>): Promise<T> {
  return naming("--since", work);
}

export function addVerify(program: Command, shell: Shell): void {
  program
    .command("verify")
    .description("recompute balances, sums, hashes, sequence and volumes from the postings")
    .option("--against <file>", "a file with an earlier head, as `verify --json` prints it")
    .option("--since <seal>", "only what was recorded behind this seal, as `verify` prints it")
    .addOption(networkOption())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(async ({ network, against, since: seal, json }: Options) => {
      const earlier = against === undefined ? undefined : await readHeadFile(against);
      const since = seal === undefined ? undefined : await atSince(async () => parseSeal(seal));
      const verified = await withNetwork(shell, network, (one, { verifiers }) =>
        withProgress(shell, network, (onProgress) =>
          atSince(() =>
            sparingMemory(() => verifyNetwork(one, verifiers, { earlier, since, onProgress })),
          ),
        ),
      );
      const { counts, ...found } = verified;
      for (const mismatch of found.mismatches) complain(shell, `${network}: ${mismatch}`);
      if (found.mismatches.length > 0) shell.exitCode = 1;
      const lines = linesOf(verified).map((line) => `${network}: ${line}`);
      report(shell, json, { network, ...found, ...counts }, lines.join("\n"));
    });
}

/** What people read: nobody may take a part for the whole, nor begin at the seal of a wrong book. */
function linesOf({ seal, since, leftOut, counts, ...found }: Verified): string[] {
  const { transactions, postings, mismatches } = found;
  const part = leftOut === undefined ? [] : [`not verified: ${leftOut.join("; ")}`];
  const sealed = mismatches.length === 0 ? [`the book ends at seal ${seal}`] : [];
  const counted = Object.entries({ transactions, postings, ...counts });
  const checked = counted.map(([name, count]) => `${count} ${name}`).join(", ");
  const outcome = mismatches.length === 0 ? "no mismatch" : `${mismatches.length} mismatches`;
  const behind = since === undefined ? "" : `since seal ${since}: `;
  return [...part, ...sealed, `${behind}${checked}: ${outcome}`];
}
