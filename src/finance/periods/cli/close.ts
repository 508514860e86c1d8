// `tributary close …`: closing what is over, each kind of it by its own command.
import type { Command } from "commander";
import { addCloseProgramme } from "../../../commission/programmes/cli/close-programme.ts";
import { addCloseWindow } from "../../../commission/tiers/cli/close-window.ts";
import type { Shell } from "../../../platform/cli/shell.ts";
import { addCloseMonth } from "./close-month.ts";

export function addClose(program: Command, shell: Shell): void {
  const close = program.command("close").description("close what is over, once and for all");
  for (const add of [addCloseMonth, addCloseProgramme, addCloseWindow]) add(close, shell);
}
