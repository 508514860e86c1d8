// The server as a process of its own, on one database: where it listens, and what memory and time it takes.
import { readFileSync } from "node:fs";
import { signToken } from "../../../src/platform/graphql/auth.ts";
import { ServerProcess } from "../../support/process.ts";
import { NETWORK, placeOf, SECRET } from "./network.ts";

const TICKS_PER_SECOND = 100;
const LONG = "7d";

export class Serving {
  readonly url: string;
  /** An administrator's. */
  readonly token: string;
  readonly databaseUrl: string;
  readonly #process: ServerProcess;

  private constructor(process: ServerProcess, at: { url: string; token: string; db: string }) {
    this.#process = process;
    this.url = at.url;
    this.token = at.token;
    this.databaseUrl = at.db;
  }

  static async start(databaseUrl: string): Promise<Serving> {
    const process = new ServerProcess(placeOf(databaseUrl));
    const token = await signToken(SECRET, { role: "ADMIN", network: NETWORK }, LONG);
    return new Serving(process, { url: await process.url(), token, db: databaseUrl });
  }

  /** One operation, as the administrator. Throws an error for an answer with errors. */
  async ask<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const answer = await fetch(`${this.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${this.token}` },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await answer.json()) as { data: T; errors?: unknown };
    if (errors !== undefined) throw new Error(`${query}: ${JSON.stringify(errors)}`);
    return data;
  }

  /** Memory that it holds now, and the most that it has held. Linux only. */
  memory(): { nowMiB: number; peakMiB: number } {
    const status = readFileSync(`/proc/${this.#process.child.pid}/status`, "utf8");
    const read = (name: string) =>
      Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1_024;
    return { nowMiB: read("VmRSS"), peakMiB: read("VmHWM") };
  }

  /** Processor time that it has used so far. Linux only. */
  cpuSeconds(): number {
    return cpuSecondsOf(this.#process.child.pid!);
  }

  async stop(): Promise<void> {
    this.#process.killGroup("SIGTERM");
    const ended = await this.#process.ended;
    if (ended !== 0) throw new Error(`the server ended with ${ended}: ${this.#process.stderr}`);
  }

  kill(): void {
    this.#process.killGroup("SIGKILL");
  }
}

/** Processor time of a process, in its own code and in the system's. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is a name in parentheses, which may have blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
