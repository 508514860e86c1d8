// Runs command lines in this process on the run's database, and keeps what they print.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { inject } from "vitest";
import { run } from "../../src/platform/cli/program.ts";
import { readConfig } from "../../src/platform/config.ts";

/** Signs the tokens of tests; no server has it. */
export const AUTH_SECRET = "a secret that only the tests know of";

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  /** Without the last one, which is empty. */
  readonly stderr: readonly string[];
}

/** Runs one command line, without the program's own name, to its end. */
export function tributary(...args: readonly string[]): Promise<Ran> {
  return new Running(args).ended;
}

/** A command that runs until it ends or is told to. */
export class Running {
  readonly ended: Promise<Ran>;
  readonly #stdout = new Kept();
  readonly #stderr = new Kept();
  readonly #interrupted = new AbortController();

  constructor(args: readonly string[]) {
    this.ended = this.#run(args);
  }

  get stdout(): readonly string[] {
    return this.#stdout.text.split("\n").slice(0, -1);
  }

  get stderr(): readonly string[] {
    return this.#stderr.text.split("\n").slice(0, -1);
  }

  /** What Ctrl-C does. */
  interrupt(): Promise<Ran> {
    this.#interrupted.abort();
    return this.ended;
  }

  async #run(args: readonly string[]): Promise<Ran> {
    const environment = { DATABASE_URL: inject("databaseUrl"), AUTH_SECRET };
    const code = await run(args, {
      stdout: this.#stdout,
      stderr: this.#stderr,
      config: () => readConfig(environment),
      interrupted: () => this.#interrupted.signal,
      exitCode: 0,
    });
    return { code, stdout: this.#stdout.text, stderr: this.stderr };
  }
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
