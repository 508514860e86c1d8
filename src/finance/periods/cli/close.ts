// `tributary close …`: closes periods that have ended, with one subcommand for each kind.
import type { Command } from "commander";
import { addCloseProgramme } from "../../../commission/programmes/cli/close-programme.ts";
import { addCloseWindow } from "../../../commission/tiers/cli/close-window.ts";
import type { Shell } from "../../../platform/cli/shell.ts";
import { addCloseMonth } from "./close-month.ts";

export function addClose(program: Command, shell: Shell): void {
  const close = program.command("close").description("close a period that has ended");
  for (const add of [addCloseMonth, addCloseProgramme, addCloseWindow]) add(close, shell);
}
