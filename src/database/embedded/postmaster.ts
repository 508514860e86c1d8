// Finds a cluster's running server by postmaster.pid, invalidates an id that is not the server's, and shuts a server down.
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
/** Higher than any process id, so it is never alive. */
const NO_PROCESS = "2147483647";

/**
 * The running server of the cluster, or undefined. PostgreSQL refuses to start if any live process
 * has the id in postmaster.pid. That may also be a killed server that is still a zombie, or another
 * program that got the same id after a restart of the machine or container. In these cases only the
 * id is replaced; the rest of the file stays, because PostgreSQL reads from it whether child
 * processes of the dead server are still running.
 */
export function findPostmaster(cluster: string): Postmaster | undefined {
  const file = join(cluster, "postmaster.pid");
  const text = readIfThere(file);
  const lines = text.split("\n");
  const pid = Math.abs(Number(lines[PID_LINE]));
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  if (!isPostmasterOf(cluster, pid)) {
    lines[PID_LINE] = NO_PROCESS;
    // This code is synchronous, and it does not touch the file of a server that has started meanwhile.
    if (readIfThere(file) === text) writeFileSync(file, lines.join("\n"));
    return undefined;
  }
  return { pid, port: Number(lines[PORT_LINE]), ready: lines[STATUS_LINE]?.trim() === "ready" };
}

/**
 * Fast shutdown of exactly this server; pg_ctl would also wait for a new server that another process
 * starts in the same folder. Throws StartupError if it takes too long.
 */
export async function shutDown(folder: Folder, { pid }: Postmaster): Promise<void> {
  const deadline = Date.now() + STOP_LIMIT_MS;
  if (findPostmaster(folder.cluster)?.pid === pid) process.kill(pid, "SIGINT");
  while (findPostmaster(folder.cluster)?.pid === pid) {
    if (Date.now() > deadline) {
      throw new StartupError(
        `PostgreSQL in ${folder.cluster} did not stop within ${STOP_LIMIT_MS} ms (log: ${folder.log})`,
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

/** True if it is not certain: a running server must never be treated as stopped. */
function isPostmasterOf(cluster: string, pid: number): boolean {
  const command = findCommand(pid);
  if (command === undefined) return true;
  if (basename(command.program) !== "postgres") return false;
  return !command.line.includes(" -D /") || `${command.line} `.includes(` -D ${cluster} `);
}

interface Command {
  /** empty for a zombie process */
  readonly program: string;
  readonly line: string;
}

/** The command of a process, or undefined if it is unknown. */
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
