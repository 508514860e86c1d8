// The compiled server as a process of its own: what it says, how it ends, and what it leaves behind.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const POLL_MS = 20;

export class ServerProcess {
  readonly child: ChildProcess;
  /** `code` of the exit, or the name of the signal. */
  readonly ended: Promise<number | string>;
  stdout = "";
  stderr = "";
  #hasEnded = false;

  /** Starts `command` in a process group of its own, with these settings and no others. */
  constructor(
    settings: Readonly<Record<string, string>>,
    command: readonly string[] = [process.execPath, join(ROOT, "dist/src/main.js")],
  ) {
    const [file, ...args] = command;
    // npm scripts find the Node of the dependencies by themselves; here it must not be the machine's.
    const path = `${dirname(process.execPath)}:${process.env.PATH}`;
    const { HOME = "/" } = process.env;
    this.child = spawn(file!, args, {
      cwd: ROOT,
      env: { PATH: path, HOME, PORT: "0", ...settings },
      detached: true,
    });
    this.child.stdout!.on("data", (chunk) => {
      this.stdout += chunk;
    });
    this.child.stderr!.on("data", (chunk) => {
      this.stderr += chunk;
    });
    this.ended = new Promise((resolve) => {
      this.child.once("close", (code, signal) => {
        this.#hasEnded = true;
        resolve(code ?? signal!);
      });
    });
  }

  /** Waits until standard output has it; fails if the process ends before. */
  async said(what: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const found = what.exec(this.stdout);
      if (found !== null) return found;
      if (this.#hasEnded) throw new Error(`it ended without ${what}: ${this.stdout}${this.stderr}`);
      await sleep(POLL_MS);
    }
  }

  /** The URL that it listens on, once it does. */
  async url(): Promise<string> {
    return (await this.said(/listening on (\S+)/))[1]!;
  }

  /** A token that it printed. */
  async token(name: string): Promise<string> {
    return (await this.said(new RegExp(`export ${name}=(\\S+)`)))[1]!;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** As a terminal's Ctrl-C: to every process of the group. */
  killGroup(signal: NodeJS.Signals): void {
    if (!this.#hasEnded) process.kill(-this.child.pid!, signal);
  }
}

/** The process id of the PostgreSQL that runs on a data folder, if one does. */
export function postgresOf(dataDir: string): number | undefined {
  const file = join(dataDir, "postgres", "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, "utf8").split("\n")[0]);
  return existsSync(`/proc/${pid}`) ? pid : undefined;
}
