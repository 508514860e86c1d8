// Sends lists of orders at a rate, whether or not earlier ones are answered, each on a socket of its own while it
// runs, and remembers what became of each. The sockets are opened before, as by a proxy.
import { once } from "node:events";
import { Agent, get, type IncomingMessage, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { orderInput } from "./served.ts";

const SETTLE = `mutation ($input: OrdersSettleInput!) { ordersSettle(input: $input) {
  userErrors { code retryAfter } results { outcome } } }`;
const SOCKETS = 1_000;

export interface Sent {
  readonly refs: readonly string[];
  /** The outcome of its orders, or the code of their error; `LOST` where the client hung up before the answer. */
  readonly end: string;
  readonly retryAfter: number | null;
  readonly tookMs: number;
}

interface Refused {
  readonly code: string;
  readonly retryAfter?: number | null;
}

interface Body {
  readonly data?: {
    readonly ordersSettle: { userErrors: Refused[]; results: { outcome: string }[] };
  } | null;
  readonly errors?: readonly { readonly extensions: Refused }[];
}

export interface Pressure {
  readonly perSecond: number;
  readonly seconds: number;
  /** Of so many clients one hangs up soon. */
  readonly hangUpEach: number;
  /** Orders in a list. */
  readonly orders: number;
}

const HANG_UP_MS = 20;

export class Flood {
  readonly #server: string;
  readonly #token: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });

  /** The URL is that of the server. */
  constructor(url: string, token: string) {
    this.#server = url;
    this.#token = token;
  }

  async connect(): Promise<void> {
    const held = Array.from({ length: SOCKETS }, async () => {
      const asking = get(`${this.#server}/livez`, { agent: this.#agent });
      const [answer] = (await once(asking, "response")) as [IncomingMessage];
      return answer;
    });
    // An answer that is not read keeps its socket from the next one.
    for (const answer of await Promise.all(held)) answer.resume();
  }

  /** One list. */
  async send(name: string, orders: number, hangsUp = false): Promise<Sent> {
    const startedMs = performance.now();
    const refs = Array.from({ length: orders }, (_, n) => `${name}-${n}`);
    const input = { orders: refs.map((ref) => orderInput(ref)) };
    const text = await this.#post({ query: SETTLE, variables: { input } }, hangsUp);
    const tookMs = performance.now() - startedMs;
    if (text === undefined) return { refs, end: "LOST", retryAfter: null, tookMs };
    const { data, errors } = JSON.parse(text) as Body;
    const refused = errors?.[0]?.extensions ?? data?.ordersSettle.userErrors[0];
    const end = refused?.code ?? [...new Set(data!.ordersSettle.results.map((one) => one.outcome))];
    return { refs, end: String(end), retryAfter: refused?.retryAfter ?? null, tookMs };
  }

  /** One list after another on so many connections; returns how many were settled a second. */
  async sustained(
    name: string,
    connections: number,
    seconds: number,
    orders: number,
  ): Promise<number> {
    const until = performance.now() + seconds * 1_000;
    let settled = 0;
    const one = async () => {
      while (performance.now() < until) {
        const { end } = await this.send(`${name}-${settled++}`, orders);
        if (end !== "SETTLED") throw new Error(`orders ended with ${end}`);
      }
    };
    await Promise.all(Array.from({ length: connections }, one));
    return settled / seconds;
  }

  /** Returns when none is sent any more; the answers are still to come. */
  async press(name: string, { perSecond, seconds, hangUpEach, orders }: Pressure) {
    const startedMs = performance.now();
    const all: Promise<Sent>[] = [];
    for (let n = 0; n < perSecond * seconds; n += 1) {
      const waitMs = startedMs + (n * 1_000) / perSecond - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      all.push(this.send(`${name}-${n}`, orders, n % hangUpEach === 0));
    }
    return { all };
  }

  close(): void {
    this.#agent.destroy();
  }

  #post(body: object, hangsUp: boolean): Promise<string | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
    const headers = { "content-type": "application/json", authorization: `Bearer ${this.#token}` };
    // Who hangs up takes its socket along.
    const options = { method: "POST", agent: hangsUp ? false : this.#agent, headers };
    const failed = (error: Error) => (hangsUp ? resolve(undefined) : reject(error));
    const asking = request(`${this.#server}/graphql`, options, (answer) => {
      let text = "";
      answer.setEncoding("utf8");
      answer.on("data", (part) => {
        text += part;
      });
      answer.on("end", () => resolve(text));
      answer.on("error", failed);
    });
    asking.on("error", failed);
    asking.end(JSON.stringify(body));
    if (hangsUp) setTimeout(() => asking.destroy(), HANG_UP_MS);
    return promise;
  }
}
