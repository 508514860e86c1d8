// Runs a load in a process of its own, so that it takes no turns with anything of ours; it prints its result as JSON.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Serving } from "../stand/serving.ts";
import type { Stand } from "../stand/stand.ts";
import type { Figures } from "./figures.ts";
import type { OperationName } from "./operations.ts";
import type { Load } from "./requests.ts";

/** A running script of this folder: the lines of JSON that it prints, one after another. */
export class Child {
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown[]>;
  readonly pid: number;

  constructor(script: string, argument: unknown) {
    const file = join(import.meta.dirname, script);
    const child = spawn(process.execPath, [file, JSON.stringify(argument)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.pid = child.pid!;
    this.#ended = once(child, "close");
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async next<T>(): Promise<T> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`a load ended with ${(await this.#ended)[0]}, without its figures`);
    return JSON.parse(value) as T;
  }

  async end(): Promise<void> {
    const [code] = await this.#ended;
    if (code !== 0) throw new Error(`a load ended with ${code}`);
  }
}

/** How hard a load presses; what is not said is the stand's. */
export type Pressure = Pick<Load, "connections" | "perSecond" | "most"> & {
  readonly seconds?: number;
};

let loads = 0;

/** Sends one operation to a server. */
export async function press(
  { sizes }: Stand,
  { url, token }: Serving,
  operation: OperationName,
  { seconds = sizes.seconds, ...pressure }: Pressure,
  distributors = sizes.distributors,
): Promise<Figures> {
  loads += 1;
  const trade = { distributors, tag: `L${loads}` };
  const { warmSeconds } = sizes;
  const load: Load = { url, token, operation, trade, seconds, warmSeconds, ...pressure };
  const child = new Child("requests.ts", load);
  const figures = await child.next<Figures>();
  await child.end();
  return figures;
}
