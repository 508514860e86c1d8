// Tells from postmaster.pid whether a cluster's server is running, disowns an id that is no server's, and shuts a server down.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { StartupError } from "../../kernel/errors.ts";
import type { Folder } from "./folder.ts";

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

/** Lines of postmaster.pid, from 0. */
const PID_LINE = 0;
const PORT_LINE = 3;
const STATUS_LINE = 7;
const STOP_LIMIT_MS = 60_000;
const POLL_MS = 20;
/** Above any system's highest process id, so never alive. */
const NO_PROCESS = "2147483647";

/**
 * The running server of the cluster, or undefined. PostgreSQL takes any live process with the id in
 * postmaster.pid for a running server and refuses to start: also one that was killed and not yet
 * waited for by its parent, and a stranger that was given the same id after a restart of the machine
 * or container. For those the id alone is struck out; the rest of the file stays, because PostgreSQL
 * reads from it whether orphans of the dead server are still at work.
 */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const file = join(cluster, "postmaster.pid");
  const text = readIfThere(file);
  const lines = text.split("\n");
  const pid = Math.abs(Number(lines[PID_LINE]));
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  if (!isPostmasterOf(cluster, pid)) {
    lines[PID_LINE] = NO_PROCESS;
    // All of this runs without a pause, and a server that started meanwhile keeps its file.
    if (readIfThere(file) === text) writeFileSync(file, lines.join("\n"));
    return undefined;
  }
  return { pid, port: Number(lines[PORT_LINE]), ready: lines[STATUS_LINE]?.trim() === "ready" };
}

/**
 * Fast shutdown of that very server: pg_ctl would go on to wait for one that another process starts
 * in its place. Throws StartupError if it takes too long.
 */
export async function shutDown(folder: Folder, { pid }: Postmaster): Promise<void> {
  const deadline = Date.now() + STOP_LIMIT_MS;
  if (findPostmaster(folder.cluster)?.pid === pid) process.kill(pid, "SIGINT");
  while (findPostmaster(folder.cluster)?.pid === pid) {
    if (Date.now() > deadline) {
      throw new StartupError(
        `PostgreSQL in ${folder.cluster} did not stop within ${STOP_LIMIT_MS} ms (its log is ${folder.log})`,
      );
    }
    await sleep(POLL_MS);
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** In doubt true: a live server must never be taken for dead. */
function isPostmasterOf(cluster: string, pid: number): boolean {
  const command = findCommand(pid);
  if (command === undefined) return true;
  if (basename(command.program) !== "postgres") return false;
  return !command.line.includes(" -D /") || `${command.line} `.includes(` -D ${cluster} `);
}

interface Command {
  /** empty for a process that is dead and not yet waited for */
  readonly program: string;
  readonly line: string;
}

/** What a process runs, or undefined if it cannot be told. */
function findCommand(pid: number): Command | undefined {
  try {
    if (process.platform === "linux") {
      const words = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
      return { program: words[0] ?? "", line: words.join(" ").trim() };
    }
    const [state, program, line] = ["state=", "comm=", "args="].map((column) =>
      execFileSync("/bin/ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" }).trim(),
    );
    if (program === undefined || line === undefined) return undefined;
    return { program: state?.startsWith("Z") ? "" : program, line };
  } catch {
    return undefined;
  }
}
