// The subscribers of the demo: they print each event that they receive, and how long it took.
import type { Client } from "graphql-ws";

const SETTLEMENTS = `subscription { settlementPosted { settlement {
  ref seller { code } product { code } gross { amount } platform { amount } } } }`;
const TIERS = "subscription { tierChanged { distributor { code } from to settlement { ref } } }";
const EARNINGS = `subscription { earningPosted {
  distributor { code } amount { amount } balance { amount } settlement { ref } } }`;

interface Money {
  readonly amount: string;
}

interface Settlement {
  readonly ref: string;
  readonly seller: { readonly code: string };
  readonly product: { readonly code: string };
  readonly gross: Money;
  readonly platform: Money;
}

interface Event {
  readonly settlement: Settlement | null;
  readonly distributor: { readonly code: string };
  readonly amount: Money;
  readonly balance: Money;
  readonly from: string | null;
  readonly to: string;
}

/** The largest number of orders whose sending time is kept; the oldest are removed. */
const MAX_SENT = 10_000;

export class Audience {
  readonly #say: (line: string) => void;
  readonly #fail: (why: unknown) => void;
  readonly #sent = new Map<string, number>();
  readonly #latencies: number[] = [];
  readonly #counts = { settlements: 0, earnings: 0, tierChanges: 0 };

  constructor(say: (line: string) => void, fail: (why: unknown) => void) {
    this.#say = say;
    this.#fail = fail;
  }

  /** Subscribes to the whole network as its administrator. */
  followNetwork(client: Client): void {
    this.#follow(client, "settlementPosted", SETTLEMENTS, ({ settlement }) => {
      const { ref, seller, product, gross, platform } = settlement!;
      this.#counts.settlements += 1;
      const what = `${gross.amount} of ${product.code} by ${seller.code}`;
      return [ref, `settled ${what}, ${platform.amount} for the platform`];
    });
    this.#follow(client, "tierChanged", TIERS, ({ distributor, from, to, settlement }) => {
      this.#counts.tierChanges += 1;
      return [settlement?.ref, `  ${distributor.code} changed from ${from ?? "no tier"} to ${to}`];
    });
  }

  /** Subscribes to the earnings of one distributor, as that distributor. */
  followDistributor(client: Client): void {
    this.#follow(
      client,
      "earningPosted",
      EARNINGS,
      ({ distributor, amount, balance, settlement }) => {
        this.#counts.earnings += 1;
        const what = `earned ${amount.amount} and has ${balance.amount}`;
        return [settlement?.ref, `  ${distributor.code} ${what} available`];
      },
    );
  }

  /** Records that an order is about to be sent. */
  expect(ref: string): void {
    if (this.#sent.size >= MAX_SENT) this.#sent.delete(this.#sent.keys().next().value!);
    this.#sent.set(ref, performance.now());
  }

  refused(why: string): void {
    this.#say(`${"".padStart(8)}  refused ${why}`);
  }

  /** The number of events, and the times from sending an order to receiving its settlement. */
  totals(): string {
    const { settlements, earnings, tierChanges } = this.#counts;
    const heard = `received ${settlements} settlements, ${earnings} earnings, ${tierChanges} tier changes`;
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    if (sorted.length === 0) return heard;
    const [half, most] = [0.5, 0.99].map((part) => sorted[Math.floor(part * (sorted.length - 1))]!);
    return `${heard}; from sending to receiving ${half!.toFixed(0)} ms (median), ${most!.toFixed(0)} ms (99 %)`;
  }

  #follow(
    client: Client,
    name: string,
    query: string,
    tell: (event: Event) => [ref: string | undefined, line: string],
  ): void {
    client.subscribe<Record<string, Event>>(
      { query },
      {
        next: ({ data, errors }) => {
          if (!data?.[name]) return this.#fail(errors?.[0] ?? new Error("an empty event"));
          const [ref = "", line] = tell(data[name]);
          this.#print(ref, line, name === "settlementPosted");
        },
        error: (error) => this.#fail(Array.isArray(error) ? error[0] : error),
        complete: () => {},
      },
    );
  }

  #print(ref: string, line: string, counts: boolean): void {
    const sent = this.#sent.get(ref);
    const latency = sent === undefined ? undefined : performance.now() - sent;
    if (counts && latency !== undefined) this.#latencies.push(latency);
    const shown = latency === undefined ? "" : `${latency.toFixed(0)} ms`;
    this.#say(`${shown.padStart(8)}  ${line}`);
  }
}
