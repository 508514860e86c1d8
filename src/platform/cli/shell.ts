// The environment of a command: its settings, its output, and the app and network that it uses.
import { userInfo } from "node:os";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Option } from "commander";
import type { Network } from "../../database/database.ts";
import { DEFAULT_NETWORK } from "../../database/networks.ts";
import type { App, AppOptions } from "../app.ts";
import type { Config } from "../config.ts";

/** The longest time for closing the app; the work has already ended. */
const CLOSE_MS = 5_000;

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean };

export interface Shell {
  readonly stdout: Output;
  readonly stderr: Output;
  /** The settings; throws `StartupError` for invalid ones. */
  readonly config: () => Config;
  /** Opens the app on the settings' database. */
  readonly open: (config: Config, options: AppOptions) => Promise<App>;
  /** Aborted when the user stops the command (Ctrl-C). If it is never called, Ctrl-C ends the process. */
  readonly interrupted: () => AbortSignal;
  /** 0 for success, 3 if rows were refused and the others processed, 1 for any other error. */
  exitCode: 0 | 1 | 3;
}

/** Options of most commands; each call creates a new one, because a command owns its options. */
export function networkOption(): Option {
  return new Option("--network <name>", "the name of the network").default(DEFAULT_NETWORK);
}

export function jsonOption(): Option {
  return new Option("--json", "print the result as JSON");
}

export function say(shell: Shell, line: string): void {
  shell.stdout.write(`${line}\n`);
}

export function complain(shell: Shell, line: string): void {
  shell.stderr.write(`${line}\n`);
}

/** Prints a result as one line of JSON, or `line` for people. */
export function report(
  shell: Shell,
  json: boolean | undefined,
  result: object,
  line: string,
): void {
  say(shell, json ? JSON.stringify(result) : line);
}

/** Runs `work` with the app, opened on the database of the settings, and closes the app. */
export async function withApp<T>(shell: Shell, work: (app: App) => Promise<T>): Promise<T> {
  const onStep = (line: string) => {
    if (shell.stderr.isTTY) complain(shell, line);
  };
  const app = await shell.open(shell.config(), { onStep, migrate: false });
  try {
    return await work(app);
  } finally {
    await closed(app);
  }
}

/** Closes the app. A lost connection may keep the database from closing; the command then ends anyway. */
async function closed(app: App): Promise<void> {
  const inTime = new AbortController();
  const { signal } = inTime;
  const late = sleep(CLOSE_MS, undefined, { signal }).catch(() => {});
  await Promise.race([app.close(), late]).finally(() => inTime.abort());
}

/** The operating-system user who runs the command. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // In a container the user may have a number but no name.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Runs `work` with the app and the network of that name; throws `NOT_FOUND` if there is none. */
export function withNetwork<T>(
  shell: Shell,
  name: string,
  work: (network: Network, app: App) => Promise<T>,
): Promise<T> {
  return withApp(shell, async (app) => {
    const network = await app.database.network(name);
    return work(network.as({ sub: userName(), role: "COMMAND_LINE" }), app);
  });
}
