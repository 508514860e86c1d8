// `npm start`: serves with the settings of the environment.

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
