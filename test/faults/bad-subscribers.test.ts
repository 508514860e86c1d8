// Subscribers that do harm, over real sockets to a server of its own; a good one beside each receives every event in
// order, and orders settle.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "graphql-ws";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { Network } from "../../src/database/database.ts";
import type { Flood } from "../support/flood.ts";
import { OwnServer } from "../support/own-server.ts";
import { verifyNetwork } from "../support/verify.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let own: OwnServer;
let network: Network;
let url: string;
let token: string;
let orders: Flood;
beforeAll(async () => {
  own = await OwnServer.start();
  ({ network, url, token, orders } = own);
});
afterAll(() => own.stop());

/** Orders, one after another, that the good subscriber must be told of. */
const ORDERS = 30;
/** Beside whatever a bad subscriber does, nine of ten orders are answered so soon, on a busy machine. */
const ANSWERED_MS = 5_000;
const SETTLEMENTS = "subscription { settlementPosted { settlement { ref } } }";
/** A selection that is allowed, and takes as long as one may: thousands of fields for each event. */
const LARGE = `subscription { settlementPosted { settlement {
  ${Array.from({ length: 40 }, (_, n) => `s${n}: shares { kind level rate reason recipient { code name } amount { amount asset } }`).join(" ")}
  ref } } }`;

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\S+)`, "m").exec(text)![1]);
}

async function signedIn(): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
  socket.on("error", () => {});
  await once(socket, "open");
  const payload = { authorization: `Bearer ${token}` };
  socket.send(JSON.stringify({ type: "connection_init", payload }));
  await once(socket, "message");
  return socket;
}

const subscribe = (id: string, query: string) =>
  JSON.stringify({ id, type: "subscribe", payload: { query } });

/** Sends as fast as the server takes it, until the test is over or the server has enough of it. */
async function flood(socket: WebSocket, over: AbortSignal, send: (n: number) => void) {
  for (let n = 0; !over.aborted && socket.readyState === WebSocket.OPEN; n += 1) {
    send(n);
    if (n % 100 === 0 || socket.bufferedAmount > 64 * 1024) await sleep(1);
  }
}

/** What a bad one does until `over`. */
type Harm = (over: AbortSignal) => Promise<void>;

const harms: Record<string, Harm> = {
  async "subscribes thousands of times on one socket"(over) {
    const socket = await signedIn();
    const refused = new Set<string>();
    socket.on("message", (data) => {
      const { id, type, payload } = JSON.parse(String(data));
      if (type === "error") refused.add(`${id} ${payload[0].extensions.code}`);
    });
    for (let n = 0; n < 3_000; n += 1) socket.send(subscribe(`${n}`, SETTLEMENTS));
    await vi.waitFor(() => expect(refused.size).toBe(3_000 - 64), { timeout: 60_000 });
    expect(refused).toContain("2999 BUSY");
    expect(await metric("graphql_subscribers")).toBe(65);
    await once(over, "abort");
    socket.terminate();
  },
  async "subscribes and leaves without end"(over) {
    const socket = await signedIn();
    await flood(socket, over, (n) => {
      socket.send(subscribe(`${n}`, SETTLEMENTS));
      socket.send(JSON.stringify({ id: `${n}`, type: "complete" }));
    });
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  },
  async "sends what is no message"(over) {
    const ends = new Set<number>();
    while (!over.aborted) {
      const socket = await signedIn();
      socket.send(["}{", Buffer.from([0xff, 0xfe, 0]), '{"type":"nonsense"}'][ends.size % 3]!);
      const [code] = await once(socket, "close");
      ends.add(code);
    }
    expect([...ends]).toEqual([4400]);
  },
  async "sends what is no frame"(over) {
    while (!over.aborted) {
      const socket = await signedIn();
      // An opcode that does not exist.
      (socket as unknown as { _socket: { write(data: Buffer): void } })._socket.write(
        Buffer.alloc(64, 0xff),
      );
      const [code] = await once(socket, "close");
      expect([1002, 1006]).toContain(code);
    }
  },
  async "pings without end"(over) {
    const socket = await signedIn();
    await flood(socket, over, () => socket.ping("x".repeat(100)));
    expect(socket.readyState).toBe(WebSocket.OPEN);
    socket.terminate();
  },
  async "pings without end, and reads no answer"(over) {
    const socket = await signedIn();
    socket.pause();
    await flood(socket, over, () => socket.ping("x".repeat(100)));
    expect(await metric("graphql_sockets_buffered_bytes")).toBeLessThan(1024 * 1024);
    socket.terminate();
  },
  async "asks for large answers to each event, in many ways"(over) {
    const socket = await signedIn();
    for (let n = 0; n < 60; n += 1) socket.send(subscribe(`${n}`, `# ${n}\n${LARGE}`));
    await once(over, "abort");
    socket.terminate();
  },
  async "opens sockets and closes them"(over) {
    while (!over.aborted) {
      const sockets = await Promise.all(Array.from({ length: 20 }, signedIn));
      for (const socket of sockets) {
        socket.send(subscribe("1", SETTLEMENTS));
        socket.terminate();
      }
    }
  },
};

it.each(Object.keys(harms))("one that %s costs others nothing", async (name) => {
  const good = createClient({
    url: `${url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });
  const told: string[] = [];
  const events = good.iterate<{ settlementPosted: { settlement: { ref: string } } }>({
    query: SETTLEMENTS,
  });
  const listening = (async () => {
    for await (const { data } of events) told.push(data!.settlementPosted.settlement.ref);
  })();
  await vi.waitFor(async () => expect(await metric("graphql_subscribers")).toBe(1), {
    timeout: 60_000,
  });
  const over = new AbortController();
  const harm = harms[name]!(over.signal);
  await sleep(1_000);
  const sent = [];
  for (let n = 0; n < ORDERS; n += 1)
    sent.push(await orders.send(`${name}-${n}`.replaceAll(/\W/g, "-"), 1));
  await vi.waitFor(() => expect(told.length).toBe(ORDERS), { timeout: 30_000 }).catch(() => {});
  over.abort();
  await harm;
  expect(new Set(sent.map(({ end }) => end))).toEqual(new Set(["SETTLED"]));
  expect(told).toEqual(sent.flatMap(({ refs }) => refs));
  const times = sent.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b);
  expect(times[ORDERS * 0.9]).toBeLessThan(ANSWERED_MS);
  await events.return!();
  await listening;
  await good.dispose();
  // Nothing is left of either.
  await vi.waitFor(
    async () => {
      expect(await metric("graphql_subscribers")).toBe(0);
      expect(await metric("graphql_sockets")).toBe(0);
    },
    { timeout: 60_000 },
  );
});

it("afterwards the book is whole", async () => {
  expect((await verifyNetwork(network)).mismatches).toEqual([]);
});
