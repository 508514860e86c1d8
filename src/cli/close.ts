// `tributary close …`: closes periods that have ended, with one subcommand for each kind.
import type { Command } from "commander";
import { addCloseMonth } from "./close-month.ts";
import { addCloseProgramme } from "./close-programme.ts";
import { addCloseWindow } from "./close-window.ts";
import type { Shell } from "./shell.ts";

export function addClose(program: Command, shell: Shell): void {
  const close = program.command("close").description("close a period that has ended");
  for (const add of [addCloseMonth, addCloseProgramme, addCloseWindow]) add(close, shell);
}
