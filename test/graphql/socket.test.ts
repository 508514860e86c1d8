// The API over WebSockets: signing in, bounds, replay and live events, slow readers, and the end.

import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { type Client, createClient } from "graphql-ws";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { lanes } from "../../src/commission/orders/lane/service.ts";
import type { Network } from "../../src/database/database.ts";
import { MAX_DEPTH } from "../../src/platform/graphql/limits.ts";
import { fillNetwork, order } from "../support/sample.ts";
import { orderInput, Served, tokenFor } from "../support/served.ts";

const BOUNDS = { signInMs: 500, maxOperations: 8, maxPayload: 64 * 1024, pingMs: 300 };

let served: Served;
let network: Network;
let admin: string;
beforeAll(async () => {
  served = await Served.open(BOUNDS);
  network = await served.network();
  await fillNetwork(network);
  admin = await tokenFor(network);
});
afterAll(() => served.close());

const raws: WebSocket[] = [];
const clients: Client[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) await client.dispose();
  for (const raw of raws.splice(0)) raw.terminate();
});

interface RawOptions {
  readonly protocol?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly autoPong?: boolean;
  readonly server?: Served;
}

/** A socket without a protocol on top: what it was sent, and how it ended. */
class Raw {
  readonly socket: WebSocket;
  readonly got: { type: string; id?: string; payload?: unknown }[] = [];
  readonly closed: Promise<string>;

  constructor(options: RawOptions = {}) {
    const { protocol = "graphql-transport-ws", path = "", server = served, ...rest } = options;
    this.socket = new WebSocket(server.socketUrl + path, protocol, rest);
    raws.push(this.socket);
    this.socket.on("message", (data) => this.got.push(JSON.parse(String(data))));
    this.socket.on("error", () => {});
    this.closed = new Promise((resolve) => {
      this.socket.once("close", (code, reason) => resolve(`${code} ${reason}`));
    });
  }

  async send(message: object): Promise<void> {
    if (this.socket.readyState === WebSocket.CONNECTING) await once(this.socket, "open");
    this.socket.send(JSON.stringify(message));
  }

  async present(token: string | undefined): Promise<this> {
    const payload = token === undefined ? {} : { authorization: `Bearer ${token}` };
    await this.send({ type: "connection_init", payload });
    return this;
  }

  async signIn(token: string | undefined): Promise<this> {
    await this.present(token);
    await this.next("connection_ack");
    return this;
  }

  subscribe(id: string, query: string, variables = {}): Promise<void> {
    return this.send({ id, type: "subscribe", payload: { query, variables } });
  }

  /** Waits for a message of a type. */
  async next(type: string, id?: string) {
    for (;;) {
      const found = this.got.find((one) => one.type === type && (!id || one.id === id));
      if (found !== undefined) return found;
      await once(this.socket, "message");
    }
  }
}

function connect(token: string, server = served): Client {
  const client = createClient({
    url: server.socketUrl,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  clients.push(client);
  return client;
}

const SETTLEMENTS =
  "subscription ($after: Cursor) { settlementPosted(after: $after) { cursor settlement { ref } } }";
interface Posted {
  readonly settlementPosted: {
    readonly cursor: string;
    readonly settlement: { readonly ref: string };
  };
}

/** The refs and cursors of so many settlements. */
async function take(client: Client, count: number, after?: string) {
  const taken: { ref: string; cursor: string }[] = [];
  for await (const { data, errors } of client.iterate<Posted>({
    query: SETTLEMENTS,
    variables: { after },
  })) {
    if (!data) throw new Error(JSON.stringify(errors));
    const { cursor, settlement } = data.settlementPosted;
    taken.push({ cursor, ref: settlement.ref });
    if (taken.length === count) break;
  }
  return taken;
}

/** Waits until so many subscriptions run. */
async function subscribers(count: number, server = served): Promise<void> {
  while ((await server.metric("graphql_subscribers")) !== count) await sleep(20);
}

async function settle(refs: readonly string[], server = served, of = network): Promise<void> {
  const outcomes = await server.app.services
    .get(lanes)
    .of(of)
    .submit(refs.map((ref) => order(ref)));
  expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["SETTLED"]));
}

const refsOf = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

describe("a socket signs in", () => {
  it("by its parameters, or by the header that it came with", async () => {
    await new Raw().signIn(admin);
    const headers = { authorization: `Bearer ${admin}` };
    await new Raw({ headers }).signIn(undefined);
  });

  it.each<[string, () => Promise<string> | string | undefined, string]>([
    ["without a token", () => undefined, "4401 send a token"],
    ["with a token that is none", () => "nonsense", "4401 the token is not valid"],
    [
      "with a network that is not there",
      () => tokenFor({ settings: { name: "nowhere" } } as Network),
      "4403 the token names a network that does not exist",
    ],
  ])("and %s is closed", async (_what, token, closed) => {
    const raw = await new Raw().present(await token());
    expect(await raw.closed).toContain(closed);
    expect(raw.got).toEqual([]);
  });

  it("in time, and in this protocol, at this address", async () => {
    expect(await new Raw().closed).toMatch(/^4408 /);
    expect(await new Raw({ protocol: "graphql-ws" }).closed).toMatch(/^1006 /);
    const elsewhere = new Raw({ path: "/other" });
    const [, answer] = await once(elsewhere.socket, "unexpected-response");
    expect(answer.statusCode).toBe(404);
  });

  it("before it asks anything, and only once", async () => {
    const hasty = new Raw();
    await hasty.subscribe("1", "{ me { role } }");
    expect(await hasty.closed).toMatch(/^4401 /);
    const twice = await new Raw().signIn(admin);
    await twice.present(admin);
    expect(await twice.closed).toMatch(/^4429 /);
  });

  it("for as long as its token holds", async () => {
    const raw = await new Raw().signIn(await tokenFor(network, { role: "ADMIN" }, "5s"));
    expect(await raw.closed).toBe("4401 the token has expired");
  });
});

describe("a socket is bounded", () => {
  it("in the size of what it sends", async () => {
    const raw = await new Raw().signIn(admin);
    await raw.subscribe("1", `# ${" ".repeat(BOUNDS.maxPayload)}\n{ me { role } }`);
    expect(await raw.closed).toMatch(/^1009 /);
  });

  it("in its operations at once", async () => {
    const raw = await new Raw().signIn(admin);
    for (let n = 0; n < BOUNDS.maxOperations; n += 1) await raw.subscribe(`${n}`, SETTLEMENTS);
    await subscribers(BOUNDS.maxOperations);
    await raw.subscribe("more", SETTLEMENTS);
    const { payload } = await raw.next("error", "more");
    expect(payload).toMatchObject([{ extensions: { code: "BUSY" } }]);
    await raw.send({ id: "0", type: "complete" });
    await subscribers(BOUNDS.maxOperations - 1);
    await raw.subscribe("again", SETTLEMENTS);
    await subscribers(BOUNDS.maxOperations);
    raw.socket.close();
    await subscribers(0);
  });

  it("in the size of its operations, as HTTP is, and is told no more", async () => {
    const raw = await new Raw().signIn(admin);
    const deep = `{ distributor(code: "E") ${"{ parent ".repeat(MAX_DEPTH - 1)} { code } ${"} ".repeat(MAX_DEPTH - 1)} }`;
    await raw.subscribe("deep", deep);
    expect((await raw.next("error", "deep")).payload).toMatchObject([
      { extensions: { code: "OPERATION_TOO_LARGE" } },
    ]);
    await raw.subscribe("wrong", "{ distributer { code } }");
    const { payload } = await raw.next("error", "wrong");
    expect(JSON.stringify(payload)).not.toMatch(/did you mean/i);
    await raw.subscribe("broken", "{ ");
    await raw.next("error", "broken");
    await raw.subscribe("fine", "{ me { role } }");
    expect((await raw.next("next", "fine")).payload).toEqual({ data: { me: { role: "ADMIN" } } });
    await raw.next("complete", "fine");
  });

  it("in its silence: one that answers no ping is cut", async () => {
    const silent = await new Raw({ autoPong: false }).signIn(admin);
    const speaking = await new Raw().signIn(admin);
    expect(await silent.closed).toMatch(/^1006 /);
    expect(speaking.socket.readyState).toBe(WebSocket.OPEN);
  });
});

describe("a subscription", () => {
  it("replays from a cursor and goes on live, each event once and in order", async () => {
    const fresh = await served.network();
    await fillNetwork(fresh);
    const token = await tokenFor(fresh);
    const all = refsOf("r", 12);
    await settle(all.slice(0, 6), served, fresh);
    const query = "{ events(first: 1, kinds: [SETTLEMENT_POSTED]) { edges { cursor } } }";
    const { body } = await served.ask(token, query);
    const { events } = body.data as { events: { edges: { cursor: string }[] } };
    const taking = take(connect(token), 11, events.edges[0]!.cursor);
    await subscribers(1);
    await settle(all.slice(6), served, fresh);
    expect((await taking).map(({ ref }) => ref)).toEqual(all.slice(1));
    await subscribers(0);
  });

  it("tells what was settled over HTTP at once", async () => {
    const taking = take(connect(admin), 1);
    await subscribers(1);
    const SETTLE =
      "mutation ($input: OrderSettleInput!) { orderSettle(input: $input) { outcome } }";
    await served.ask(admin, SETTLE, { input: orderInput("live-1") });
    expect(await taking).toMatchObject([{ ref: "live-1" }]);
  });

  it("that may not be is refused, as is one from a cursor that is none", async () => {
    const own = await tokenFor(network, { role: "DISTRIBUTOR", distributor: "E" });
    await expect(take(connect(own), 1)).rejects.toThrow(/FORBIDDEN/);
    await expect(take(connect(admin), 1, "nonsense")).rejects.toThrow(/INVALID/);
    await subscribers(0);
  });
});

describe("a server that stops", () => {
  it("closes its sockets with 1001", async () => {
    const other = await Served.open();
    const raw = await new Raw({ server: other }).signIn(admin);
    await raw.subscribe("1", SETTLEMENTS);
    await subscribers(1, other);
    const since = performance.now();
    await other.close();
    expect(performance.now() - since).toBeLessThan(1_500);
    expect(await raw.closed).toBe("1001 the server is shutting down");
  });

  it("waits for no client that does not answer", async () => {
    const other = await Served.open({ closingMs: 300 });
    const raw = await new Raw({ server: other }).signIn(admin);
    raw.socket.pause();
    const since = performance.now();
    await other.close();
    expect(performance.now() - since).toBeLessThan(2_000);
  });
});

describe("a reader that stops reading", () => {
  // Each event is made large, so that what the system buffers on the way holds only some of them.
  const BIG = `subscription ($after: Cursor) { settlementPosted(after: $after) { cursor settlement {
    ${Array.from({ length: 40 }, (_, n) => `s${n}: shares { kind level rate reason recipient { code name } amount { amount asset } }`).join(" ")}
    ref } } }`;
  const EVENTS = 3_000;

  it("is cut off with 1013, costs the server nothing meanwhile, and comes back without a gap", async () => {
    const slow = await Served.open({ slowReaderMs: 1_000, closingMs: 30_000, pingMs: 60_000 });
    const fresh = await slow.network();
    await fillNetwork(fresh);
    const token = await tokenFor(fresh);
    const refs = refsOf("s", EVENTS);
    const raw = await new Raw({ server: slow }).signIn(token);
    await raw.subscribe("big", BIG);
    await subscribers(1, slow);
    const brisk = take(connect(token, slow), EVENTS);
    await subscribers(2, slow);
    await settle(refs.slice(0, 1), slow, fresh);
    const size = JSON.stringify(await raw.next("next", "big")).length;
    raw.socket.pause();
    // Watched from the start: on a busy machine it is cut off while orders are still being settled.
    const most = mostBuffered(slow);
    for (let from = 1; from < EVENTS; from += 500) {
      await settle(refs.slice(from, from + 500), slow, fresh);
    }
    expect(await most).toBeGreaterThan(0);
    expect(await most).toBeLessThan(3 * size);
    raw.socket.resume();
    expect(await raw.closed).toBe("1013 slow reader: reconnect and subscribe with after");
    expect((await brisk).map(({ ref }) => ref)).toEqual(refs);
    const got = raw.got
      .filter(({ type }) => type === "next")
      .map(({ payload }) => (payload as { data: Posted }).data.settlementPosted);
    expect(got.length).toBeLessThan(EVENTS);
    await subscribers(0, slow);
    const rest = await take(connect(token, slow), EVENTS - got.length, got.at(-1)!.cursor);
    expect([...got.map(({ settlement }) => settlement.ref), ...rest.map(({ ref }) => ref)]).toEqual(
      refs,
    );
    await slow.close();
  }, 120_000);

  it("and uses graphql-ws connects again by itself, and goes on after what it has", async () => {
    const slow = await Served.open({ slowReaderMs: 500 });
    const fresh = await slow.network();
    await fillNetwork(fresh);
    const token = await tokenFor(fresh);
    const refs = refsOf("w", 600);
    const sockets: WebSocket[] = [];
    class Kept extends WebSocket {
      constructor(url: string, protocol: string) {
        super(url, protocol);
        sockets.push(this);
      }
    }
    const client = createClient({
      url: slow.socketUrl,
      webSocketImpl: Kept,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 5,
      retryWait: async () => {},
    });
    clients.push(client);
    const variables: { after?: string } = {};
    const got: string[] = [];
    const { promise: done, resolve, reject } = Promise.withResolvers<void>();
    client.subscribe<Posted>(
      { query: BIG, variables },
      {
        next: ({ data }) => {
          const { cursor, settlement } = data!.settlementPosted;
          variables.after = cursor;
          got.push(settlement.ref);
          if (got.length === 1) sockets[0]!.pause();
          if (got.length === refs.length) resolve();
        },
        error: reject,
        complete: resolve,
      },
    );
    await subscribers(1, slow);
    await settle(refs, slow, fresh);
    while ((await slow.metric("graphql_slow_readers_total")) === 0) await sleep(20);
    sockets[0]!.resume();
    await done;
    expect(got).toEqual(refs);
    expect(sockets.length).toBe(2);
    await client.dispose();
    await slow.close();
  }, 60_000);
});

/** The most bytes that wait for sockets until one is cut off. */
async function mostBuffered(server: Served): Promise<number> {
  let most = 0;
  while ((await server.metric("graphql_slow_readers_total")) === 0) {
    most = Math.max(most, await server.metric("graphql_sockets_buffered_bytes"));
    await sleep(10);
  }
  return most;
}
