// `tributary verify`: recomputes a network from its postings, with a line on stderr for each mismatch.
import type { Command } from "commander";
import { verifyNetwork } from "../settlement/verify.ts";
import { complain, jsonOption, networkOption, report, type Shell, withNetwork } from "./shell.ts";

interface Options {
  readonly network: string;
  readonly json?: boolean;
}

export function addVerify(program: Command, shell: Shell): void {
  program
    .command("verify")
    .description("recompute balances, sums, hashes, sequence and volumes from the postings")
    .addOption(networkOption())
    .addOption(jsonOption())
    .action(async ({ network, json }: Options) => {
      const verified = await withNetwork(shell, network, verifyNetwork);
      const { transactions, postings, settlements, mismatches } = verified;
      for (const mismatch of mismatches) complain(shell, `${network}: ${mismatch}`);
      if (mismatches.length > 0) shell.exitCode = 1;
      const checked = `${transactions} transactions, ${postings} postings, ${settlements} settlements`;
      const found = mismatches.length === 0 ? "no mismatch" : `${mismatches.length} mismatches`;
      report(shell, json, { network, ...verified }, `${network}: ${checked}: ${found}`);
    });
}
