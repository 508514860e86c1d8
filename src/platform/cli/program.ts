// The program: its commands, and how each ends.
import { Command, CommanderError } from "commander";
import { addToken } from "../../access/cli/token.ts";
import { addAudit } from "../../books/cli/audit.ts";
import { addBalances } from "../../books/cli/balances.ts";
import { addVerify } from "../../books/cli/verify.ts";
import { addAssetCommands } from "../../catalog/cli/asset.ts";
import { addSettle } from "../../commission/orders/cli/settle.ts";
import { addDocuments } from "../../commission/plans/cli/document.ts";
import { addRelease } from "../../commission/release/cli/release.ts";
import { addCompliance } from "../../compliance/cli/compliance.ts";
import { addWatch } from "../../events/cli/watch.ts";
import { addAdjustment } from "../../finance/adjustments/cli/adjustment.ts";
import { addCustody } from "../../finance/custody/cli/custody.ts";
import { addDeposit } from "../../finance/deposits/cli/deposit.ts";
import { addExport, addVoucherMapping } from "../../finance/exports/cli/export.ts";
import { addStatement } from "../../finance/exports/cli/statement.ts";
import { addPayout } from "../../finance/payouts/cli/payout.ts";
import { addTax } from "../../finance/payouts/cli/tax.ts";
import { addClose } from "../../finance/periods/cli/close.ts";
import { addReopen } from "../../finance/periods/cli/close-month.ts";
import { addReconcile } from "../../finance/reconciliation/cli/reconcile.ts";
import { addImport } from "../../network/cli/import.ts";
import { addMigrate } from "../../network/cli/migrate.ts";
import { addNetwork } from "../../network/cli/network.ts";
import { addServe } from "../../serve-command.ts";
import { addSimulate } from "../../simulation/cli/simulate.ts";
import { linesOf } from "./faults.ts";
import { complain, type Shell } from "./shell.ts";

const EXIT_CODES = `
Exit code: 0 if all went well, 3 if rows were refused and the rest done, 1 otherwise.
Errors are printed on stderr, one line each.`;

/** Runs one command line, without the program's own name, and returns its exit code. */
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
      // A suggestion comes as a second line.
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
