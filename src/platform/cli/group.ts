// Commands with subcommands of several features, such as `import`.
import type { Command } from "commander";

/** The command of that name, made when the first feature asks for it. */
export function group(program: Command, name: string, description: string): Command {
  const found = program.commands.find((command) => command.name() === name);
  return found ?? program.command(name).description(description);
}
