// `tributary watch`: prints events when they happen, one line of JSON each, and reconnects after a lost connection.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { decodeJwt } from "jose";
import { getAuthSecret } from "../../access/index.ts";
import { Failure } from "../../platform/cli/faults.ts";
import { complain, networkOption, type Shell } from "../../platform/cli/shell.ts";
import { signToken } from "../../platform/graphql/auth.ts";
import { ROLES, type Role } from "../../platform/graphql/context.ts";
import { connect, type Ending, endingOf } from "./event-connection.ts";
import { EventStream } from "./event-stream.ts";
import { socketUrl } from "./socket-url.ts";

/** How often in a row it tries to reconnect, and how long it waits before each attempt. */
const MAX_ATTEMPTS = 20;
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 15_000;

interface Options {
  readonly token?: string;
  readonly url?: string;
  readonly after?: string;
  readonly network: string;
}

const HELP = `
Each line has the cursor of its event. To continue without a gap, give the last cursor to --after.
After a lost connection the command reconnects, and first prints the events that happened meanwhile.`;

export function addWatch(program: Command, shell: Shell): void {
  program
    .command("watch")
    .description("subscribe over WebSocket and print each event as a line of JSON")
    .option(
      "--token <jwt>",
      "the token to use (default: a new ADMIN token, signed with the local secret)",
    )
    .option("--url <url>", "the URL of the API (default: the local server, from HOST and PORT)")
    .option(
      "--after <cursor>",
      "begin with the events after this cursor (default: only new events)",
    )
    .addOption(networkOption())
    .addHelpText("after", HELP)
    .action((options: Options) => new Watch(shell, options).run());
}

class Watch {
  readonly #shell: Shell;
  readonly #options: Options;
  readonly #url: string;
  readonly #interrupted: AbortSignal;
  #after: string | null;
  /** The number of connections in a row that ended soon and without an event; undefined before the first connection. */
  #failures: number | undefined;

  constructor(shell: Shell, options: Options) {
    this.#shell = shell;
    this.#options = options;
    this.#url = socketUrl(options.url, shell.config());
    this.#interrupted = shell.interrupted();
    this.#after = options.after ?? null;
  }

  async run(): Promise<void> {
    while (!this.#interrupted.aborted) {
      const { why, final } = await this.#watchOnce();
      if (this.#interrupted.aborted) return;
      if (final || this.#failures === undefined || this.#failures >= MAX_ATTEMPTS) {
        throw new Failure([`${this.#url}: ${why}`]);
      }
      const waitMs = Math.min(FIRST_WAIT_MS * 2 ** this.#failures, LONGEST_WAIT_MS);
      this.#failures += 1;
      complain(this.#shell, `${this.#url}: ${why}: reconnecting in ${waitMs / 1_000} s`);
      await sleep(waitMs, undefined, { signal: this.#interrupted }).catch(() => {});
    }
  }

  /** Watches until the connection ends, and returns why. */
  async #watchOnce(): Promise<Ending> {
    const { token = await this.#sign() } = this.#options;
    const startedMs = performance.now();
    const client = connect(this.#url, token);
    const end = () => void client.dispose();
    this.#interrupted.addEventListener("abort", end, { once: true });
    client.on("connected", () => {
      this.#failures ??= 0;
    });
    try {
      const stream = new EventStream(client, roleOf(token), this.#after);
      for await (const event of stream.events()) {
        await this.#print(event);
        this.#after = event.cursor;
        this.#failures = 0;
      }
      throw new Error("the events have ended");
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (performance.now() - startedMs > LONGEST_WAIT_MS) this.#failures &&= 0;
      const ending = endingOf(error);
      // If the command signs its tokens itself, the next attempt signs a new one.
      return this.#options.token === undefined && ending.expired
        ? { ...ending, final: false }
        : ending;
    } finally {
      this.#interrupted.removeEventListener("abort", end);
      await client.dispose();
    }
  }

  async #sign(): Promise<string> {
    const secret = await getAuthSecret(this.#shell.config());
    return signToken(secret, { role: "ADMIN", sub: "watch", network: this.#options.network });
  }

  /** Prints an event, and waits if the reader of the output is slow. */
  async #print(event: object): Promise<void> {
    const { stdout } = this.#shell;
    if (!stdout.write(`${JSON.stringify(event)}\n`)) await once(stdout, "drain");
  }
}

/** The role in the token; only the server can check the token. */
function roleOf(token: string): Role {
  try {
    const role = ROLES.find((one) => one === decodeJwt(token).role);
    if (role !== undefined) return role;
  } catch {
    // It is not a token.
  }
  throw new Failure([
    "--token: is not a token of this API; give one that `tributary token` printed",
  ]);
}
