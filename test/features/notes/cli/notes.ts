// `tributary notes`: prints the notes of a network.
import type { Command } from "commander";
import { networkOption, type Shell, say, withNetwork } from "../../../../src/platform/cli/shell.ts";
import { readNotes } from "../store/notes.ts";

export function addNotes(program: Command, shell: Shell): void {
  program
    .command("notes")
    .description("print the notes about distributors")
    .addOption(networkOption())
    .action(async ({ network }: { readonly network: string }) => {
      const notes = await withNetwork(shell, network, (one) => one.read(readNotes));
      for (const { ref, distributor, text } of notes) say(shell, `${ref} ${distributor}: ${text}`);
    });
}
