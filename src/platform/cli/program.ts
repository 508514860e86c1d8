// The command-line program: its commands, and the exit code of each.
import { Command, CommanderError } from "commander";
import { linesOf } from "./faults.ts";
import { complain, type Shell } from "./shell.ts";

/** Adds a command, or several, to the program. */
export type AddCommand = (program: Command, shell: Shell) => void;

const EXIT_CODES = `
Exit code: 0 for success, 3 if some rows were refused and the others were processed, 1 for any other error.
Errors are printed on stderr, one on each line.`;

/** Runs one command line, without the program's name, and returns its exit code. */
export async function run(
  args: readonly string[],
  shell: Shell,
  commands: readonly AddCommand[],
): Promise<number> {
  try {
    await buildProgram(shell, commands).parseAsync(args, { from: "user" });
    return shell.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    for (const line of linesOf(error)) complain(shell, line);
    return 1;
  }
}

function buildProgram(shell: Shell, commands: readonly AddCommand[]): Command {
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
  for (const add of commands) add(program, shell);
  return program;
}
