#!/usr/bin/env node
// The `tributary` command: the features' commands, and `serve`.
import "./node-version.ts";
import "./production.ts";
import { openApp } from "./app.ts";
import { features } from "./features.ts";
import { run } from "./platform/cli/program.ts";
import { readConfig } from "./platform/config.ts";
import { catchSignals } from "./platform/signals.ts";
import { addServe } from "./serve-command.ts";

// The reader of a pipe, such as `head`, may end first; that is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const { stdout, stderr } = process;
const shell = {
  ...{ stdout, stderr, exitCode: 0 as const },
  config: () => readConfig(),
  open: openApp,
  interrupted: catchSignals,
};
const commands = [addServe, ...features.flatMap(({ commands = [] }) => commands)];
process.exitCode = await run(process.argv.slice(2), shell, commands);
