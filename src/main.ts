// The entry point of `npm start`: runs the server with the settings from the environment.
import "./node-version.ts";
import "./production.ts";
import { StartupError } from "./kernel/errors.ts";
import { readConfig } from "./platform/config.ts";
import { serve } from "./serve.ts";

try {
  await serve(readConfig(), (line) => process.stdout.write(`${line}\n`));
  process.exit(0);
} catch (error) {
  const shown = error instanceof StartupError ? error.message : (error as Error).stack;
  process.stderr.write(`${shown}\n`);
  process.exit(1);
}
