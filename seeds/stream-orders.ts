// Sends the demo's live orders to the API at a steady rate, as a shop's server would.
import { setTimeout as sleep } from "node:timers/promises";
import type { OrderText } from "../src/commission/orders/store/intake.ts";
import { readOrders } from "../src/demo/demo-files.ts";
import { Failure } from "../src/platform/cli/faults.ts";
import type { Audience } from "./stream-audience.ts";

/** The largest number of orders without an answer; more orders wait, so that a slow server is not overloaded. */
const MAX_UNDERWAY = 100;
const ANSWER_LIMIT_MS = 30_000;
/** The HTTP status with which a stopping server answers. */
const STOPPING = 503;
const SETTLE_ORDER = `mutation Settle($input: OrderSettleInput!) {
  orderSettle(input: $input) { outcome userErrors { message } } }`;

interface Answer {
  readonly data?: {
    readonly orderSettle: {
      readonly outcome: string;
      readonly userErrors: readonly { readonly message: string }[];
    } | null;
  } | null;
  readonly errors?: readonly { readonly message: string }[];
}

export class Stream {
  settled = 0;
  refused = 0;
  readonly #url: string;
  readonly #token: string;
  readonly #audience: Audience;
  /** Makes the refs different from those of earlier runs. */
  readonly #run = Date.now().toString(36);

  constructor(url: string, token: string, audience: Audience) {
    this.#url = url;
    this.#token = token;
    this.#audience = audience;
  }

  /** Sends at a steady rate until all are sent or `stopping` is aborted; then waits for the answers. */
  async send(rate: number, count: number, stopping: AbortSignal): Promise<void> {
    const underway = new Set<Promise<void>>();
    const started = performance.now();
    let sent = 0;
    let failure: unknown;
    for await (const order of readOrders("stream.csv")) {
      const due = started + (sent * 1_000) / rate;
      await sleep(Math.max(due - performance.now(), 0), undefined, { signal: stopping }).catch(
        () => {},
      );
      if (stopping.aborted || sent >= count || failure !== undefined) break;
      if (underway.size >= MAX_UNDERWAY) await Promise.race(underway);
      const one: Promise<void> = this.#settle(order)
        .catch((error: unknown) => {
          failure ??= error;
        })
        .finally(() => underway.delete(one));
      underway.add(one);
      sent += 1;
    }
    await Promise.all(underway);
    if (failure !== undefined) throw failure;
  }

  async #settle(order: OrderText): Promise<void> {
    const ref = `${order.ref}-${this.#run}`;
    const occurredAt = new Date().toISOString();
    this.#audience.expect(ref);
    const optional = Object.entries(order).filter(([, value]) => value !== "" && value != null);
    const input = { ...Object.fromEntries(optional), ref, occurredAt };
    const { data, errors } = await this.#ask({ query: SETTLE_ORDER, variables: { input } });
    if (!data?.orderSettle) throw new Failure([`${this.#url}: ${errors?.[0]?.message}`]);
    const { outcome, userErrors } = data.orderSettle;
    if (outcome !== "REFUSED") {
      this.settled += 1;
      return;
    }
    this.refused += 1;
    this.#audience.refused(userErrors[0]?.message ?? "");
    if (this.settled === 0)
      throw new Failure(["the first order was refused: is this the demo network?"]);
  }

  async #ask(operation: object): Promise<Answer> {
    const headers = {
      "content-type": "application/json",
      authorization: `Bearer ${this.#token}`,
    };
    const body = JSON.stringify(operation);
    const signal = AbortSignal.timeout(ANSWER_LIMIT_MS);
    try {
      const answer = await fetch(this.#url, { method: "POST", headers, body, signal });
      if (answer.status === STOPPING) throw new Error("it is stopping");
      return (await answer.json()) as Answer;
    } catch (error) {
      const { message, cause } = error as Error;
      const why = (cause as NodeJS.ErrnoException)?.code ?? message;
      throw new Failure([`${this.#url}: the server does not answer (${why})`]);
    }
  }
}
