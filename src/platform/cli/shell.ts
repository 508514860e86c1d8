// What a command has at hand: its settings, where it writes, and the app and network that it works on.
import { userInfo } from "node:os";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { Option } from "commander";
import { App } from "../../app.ts";
import type { Network } from "../../database/database.ts";
import { DEFAULT_NETWORK } from "../../database/networks.ts";
import type { Config } from "../config.ts";

/** Closing may take so long: what is in flight has ended before. */
const CLOSE_MS = 5_000;

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean };

export interface Shell {
  readonly stdout: Output;
  readonly stderr: Output;
  /** The settings; throws `StartupError` for those that cannot be. */
  readonly config: () => Config;
  /** Aborted when the user asks the command to end (Ctrl-C); without listeners the process just ends. */
  readonly interrupted: () => AbortSignal;
  /** 0 all well, 3 rows were refused and the rest done, 1 otherwise. */
  exitCode: 0 | 1 | 3;
}

/** Options that most commands have; each call makes them anew, since a command owns its options. */
export function networkOption(): Option {
  return new Option("--network <name>", "the network").default(DEFAULT_NETWORK);
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

/** A result as one line of JSON, or as `line` for people. */
export function report(
  shell: Shell,
  json: boolean | undefined,
  result: object,
  line: string,
): void {
  say(shell, json ? JSON.stringify(result) : line);
}

/** Opens the app on the settings' database for as long as `work` takes. */
export async function withApp<T>(shell: Shell, work: (app: App) => Promise<T>): Promise<T> {
  const onStep = (line: string) => {
    if (shell.stderr.isTTY) complain(shell, line);
  };
  const app = await App.open(shell.config(), { onStep, migrate: false });
  try {
    return await work(app);
  } finally {
    await closed(app);
  }
}

/** A connection that broke off may keep the database from ever closing: the command ends all the same. */
async function closed(app: App): Promise<void> {
  const inTime = new AbortController();
  const { signal } = inTime;
  const late = sleep(CLOSE_MS, undefined, { signal }).catch(() => {});
  await Promise.race([app.close(), late]).finally(() => inTime.abort());
}

/** Who runs the command, as the system says. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a number without a name.
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}

/** Opens the app, and the network of that name; throws `NOT_FOUND` if there is none. */
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
