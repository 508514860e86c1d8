#!/usr/bin/env node
// The `tributary` command.
import { readConfig } from "../config.ts";
import { run } from "./program.ts";

// A reader that has gone, such as `head`, has had enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

const { stdout, stderr } = process;
const config = () => readConfig();
process.exitCode = await run(process.argv.slice(2), {
  ...{ stdout, stderr, config, interrupted, exitCode: 0 },
});

function interrupted(): AbortSignal {
  const controller = new AbortController();
  // The first one lets the command end well, the second one ends it at once.
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort());
  }
  return controller.signal;
}
