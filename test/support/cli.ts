// Runs command lines in this process on the run's database, and keeps what they print.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { inject } from "vitest";
import { run } from "../../src/cli/program.ts";
import { readConfig } from "../../src/config.ts";

/** Signs the tokens of tests; no server has it. */
export const AUTH_SECRET = "a secret that only the tests know of";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  /** Without the last one, which is empty. */
  readonly stderr: readonly string[];
}

/** Runs one command line, without the program's own name. */
export async function tributary(...args: readonly string[]): Promise<Ran> {
  const stdout = new Kept();
  const stderr = new Kept();
  const environment = { DATABASE_URL: inject("databaseUrl"), AUTH_SECRET };
  const code = await run(args, {
    stdout,
    stderr,
    config: () => readConfig(environment),
    interrupted: () => new AbortController().signal,
    exitCode: 0,
  });
  return { code, stdout: stdout.text, stderr: stderr.text.split("\n").slice(0, -1) };
}

class Kept extends Writable {
  text = "";
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** A folder for the files of a test file, with short names in place of its path. */
export class Folder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async open(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), "tributary-cli-")));
  }

  /** Writes a file, JSON if `content` is no text, and returns its path. */
  async write(name: string, content: unknown): Promise<string> {
    const path = join(this.path, name);
    const text = typeof content === "string" || Buffer.isBuffer(content);
    await writeFile(path, text ? content : JSON.stringify(content));
    return path;
  }

  read(name: string): Promise<string> {
    return readFile(join(this.path, name), "utf8");
  }

  /** What a command printed, without the folder's path. */
  short(lines: readonly string[]): string[] {
    return lines.map((line) => line.replaceAll(`${this.path}/`, ""));
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}
