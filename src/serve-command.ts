// `tributary serve`: the server, as `npm start` runs it.
import type { Command } from "commander";
import { type Shell, say } from "./platform/cli/shell.ts";

const HELP = `
It migrates every network first. Without DATABASE_URL it runs on the embedded PostgreSQL, with a
demo network if there is none. Ctrl-C ends it once what is in flight has ended; a second one at once.`;

export function addServe(program: Command, shell: Shell): void {
  program
    .command("serve")
    .description("run the server")
    .addHelpText("after", HELP)
    .action(async () => {
      // The server is half a second of modules, which no other command needs.
      const { serve } = await import("./serve.ts");
      await serve(shell.config(), (line) => say(shell, line));
    });
}
