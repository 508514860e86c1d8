// `npm run pictures`: writes the pictures of the README, the terminal's from a server that it starts and stops.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawArchitecture } from "./architecture.ts";
import { drawTerminal, shownLines } from "./terminal.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LAST = "stop: Ctrl-C";

/** Starts the built server on an empty folder, and returns what it says until it is ready. */
async function startOnce(dataDir: string): Promise<string> {
  const env = {
    ...process.env,
    DATABASE_URL: "",
    DATA_DIR: dataDir,
    PORT: "0",
    LOG_LEVEL: "error",
  };
  const server = spawn(process.execPath, [join(ROOT, "dist/src/main.js")], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "exit");
  let stdout = "";
  for await (const chunk of server.stdout) {
    stdout += chunk;
    if (stdout.includes(LAST)) server.kill("SIGINT");
  }
  await ended;
  if (!stdout.includes(LAST)) throw new Error(`the server did not start: ${stdout}`);
  return stdout;
}

const folder = await mkdtemp(join(tmpdir(), "tributary-pictures-"));
try {
  // PostgreSQL, which may run as another user, has to get in.
  await chmod(folder, 0o755);
  const dataDir = join(folder, "data");
  const lines = shownLines(await startOnce(dataDir), dataDir);
  await writeFile(join(ROOT, "docs/pictures/start.svg"), drawTerminal(lines));
  await writeFile(join(ROOT, "docs/pictures/architecture.svg"), drawArchitecture());
} finally {
  await rm(folder, { recursive: true, force: true });
}
