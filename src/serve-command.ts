// `tributary serve`: runs the server, as `npm start` does.
import type { Command } from "commander";
import { type Shell, say } from "./platform/cli/shell.ts";

const HELP = `
The server migrates every network first. Without DATABASE_URL it runs on the embedded PostgreSQL, with
a demo network if there is no network. Ctrl-C stops it after the requests in progress; a second Ctrl-C
stops it at once.`;

export function addServe(program: Command, shell: Shell): void {
  program
    .command("serve")
    .description("run the server")
    .addHelpText("after", HELP)
    .action(async () => {
      // Loading the server's modules takes half a second, and no other command needs them.
      const { serve } = await import("./serve.ts");
      await serve(shell.config(), (line) => say(shell, line));
    });
}
