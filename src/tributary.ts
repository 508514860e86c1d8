#!/usr/bin/env node
import { run } from "./platform/cli/program.ts";
// The `tributary` command.
import { readConfig } from "./platform/config.ts";
import { catchSignals } from "./platform/signals.ts";

// A reader that has gone, such as `head`, has had enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const { stdout, stderr } = process;
process.exitCode = await run(process.argv.slice(2), {
  ...{ stdout, stderr, exitCode: 0 },
  config: () => readConfig(),
  interrupted: catchSignals,
});
