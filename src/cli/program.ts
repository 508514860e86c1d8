// The command-line program: its commands, and the exit code of each.
import { Command, CommanderError } from "commander";
import { addAdjustment } from "./adjustment.ts";
import { addAssetCommands } from "./asset.ts";
import { addAudit } from "./audit.ts";
import { addBalances } from "./balances.ts";
import { addClose } from "./close.ts";
import { addReopen } from "./close-month.ts";
import { addCompliance } from "./compliance.ts";
import { addCustody } from "./custody.ts";
import { addDeposit } from "./deposit.ts";
import { addDocuments } from "./document.ts";
import { addExport, addVoucherMapping } from "./export.ts";
import { linesOf } from "./faults.ts";
import { addImport } from "./import.ts";
import { addMigrate } from "./migrate.ts";
import { addNetwork } from "./network.ts";
import { addPayout } from "./payout.ts";
import { addReconcile } from "./reconcile.ts";
import { addRelease } from "./release.ts";
import { addServe } from "./serve.ts";
import { addSettle } from "./settle.ts";
import { complain, type Shell } from "./shell.ts";
import { addSimulate } from "./simulate.ts";
import { addStatement } from "./statement.ts";
import { addTax } from "./tax.ts";
import { addToken } from "./token.ts";
import { addVerify } from "./verify.ts";
import { addWatch } from "./watch.ts";

const EXIT_CODES = `
Exit code: 0 for success, 3 if some rows were refused and the others were processed, 1 for any other error.
Errors are printed on stderr, one on each line.`;

/** Runs one command line, without the program's name, and returns its exit code. */
export async function run(args: readonly string[], shell: Shell): Promise<number> {
  try {
    await buildProgram(shell).parseAsync(args, { from: "user" });
    return shell.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    for (const line of linesOf(error)) complain(shell, line);
    return 1;
  }
}

function buildProgram(shell: Shell): Command {
  const program = new Command("tributary")
    .description("Real-time split settlement for card-alliance distributor networks")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => shell.stdout.write(text),
      writeErr: (text) => shell.stderr.write(text),
      // Commander adds a suggestion as a second line; an error must be one line.
      outputError: (text, write) => write(`${text.trim().replaceAll("\n", " ")}\n`),
    })
    .addHelpText("after", EXIT_CODES);
  const commands = [
    addServe,
    addMigrate,
    addNetwork,
    addAssetCommands,
    addImport,
    addDocuments,
    addSettle,
    addSimulate,
    addRelease,
    addClose,
    addDeposit,
    addPayout,
    addTax,
    addAdjustment,
    addReconcile,
    addCustody,
    addReopen,
    addBalances,
    addAudit,
    addExport,
    addStatement,
    addVoucherMapping,
    addCompliance,
  ];
  for (const add of [...commands, addVerify, addToken, addWatch]) add(program, shell);
  return program;
}
