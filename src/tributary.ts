#!/usr/bin/env node
import { run } from "./platform/cli/program.ts";
// The entry point of the `tributary` command.
import { readConfig } from "./platform/config.ts";
import { catchSignals } from "./platform/signals.ts";

// The reader of a pipe, such as `head`, may end first; that is not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const { stdout, stderr } = process;
process.exitCode = await run(process.argv.slice(2), {
  ...{ stdout, stderr, exitCode: 0 },
  config: () => readConfig(),
  interrupted: catchSignals,
});
