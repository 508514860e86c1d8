// The built program as the benchmarks run it: a process for each command, its result and the memory that it took.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const PROGRAM = join(import.meta.dirname, "../../dist/src/tributary.js");
const MAX_OUTPUT = 64 * 1024 * 1024;
/**
 * Has a process say at its end how much memory it held at most. Linux counts the memory of the process
 * that started it into maxRSS, so there the figure comes from /proc.
 */
const TELL_MEMORY = `data:text/javascript,${encodeURIComponent(`
  import { readFileSync } from "node:fs";
  process.on("exit", () => {
    let peak = process.resourceUsage().maxRSS;
    try { peak = /VmHWM:\\s+(\\d+)/.exec(readFileSync("/proc/self/status", "utf8"))[1]; } catch {}
    process.stderr.write("peak " + peak + " KiB");
  });`)}`;

/** Environment variables that say which database a command works on. */
export type Place = Readonly<Record<string, string>>;

/** Runs one command of the built program, and returns its JSON result; 3 says that rows were refused. */
export type Run = (...args: string[]) => Promise<Record<string, unknown>>;

/** Commands on one database. */
export function runner(place: Place): Run {
  return async (...args) => {
    const { stdout } = await program(place, args);
    return args.includes("--json") ? (JSON.parse(stdout) as Record<string, unknown>) : {};
  };
}

export interface Measured {
  readonly seconds: number;
  readonly peakMiB: number;
  readonly stdout: string;
}

/** How long a script of ours takes, and the most memory that it holds. */
export async function measured(
  place: Place,
  args: readonly string[],
  script = PROGRAM,
): Promise<Measured> {
  const startedMs = performance.now();
  const { stdout, stderr } = await program(place, args, script);
  const seconds = (performance.now() - startedMs) / 1_000;
  return { seconds, peakMiB: Number(/peak (\d+) KiB/.exec(stderr)![1]) / 1_024, stdout };
}

async function program(
  place: Place,
  args: readonly string[],
  script = PROGRAM,
): Promise<{ stdout: string; stderr: string }> {
  const env = { ...process.env, ...place };
  const command = ["--import", TELL_MEMORY, script, ...args];
  const done = promisify(execFile)(process.execPath, command, { env, maxBuffer: MAX_OUTPUT });
  return done.catch((error: { code: number; stdout: string; stderr: string }) => {
    if (error.code === 3) return error;
    throw error;
  });
}

export function tell(what: string, value: unknown): void {
  console.log(`${what.padEnd(64)}${value}`);
}
