// The yardstick of subscriptions, in a process of its own: a plain `ws` server that sends each frame to every
// client. Prints its URL, then the processor time that it took. Its one argument is a `Broadcast` as JSON.
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocketServer } from "ws";

export interface Broadcast {
  /** A frame of our server; the time in its ref is replaced. */
  readonly frame: string;
  readonly clients: number;
  readonly perSecond: number;
  readonly seconds: number;
}

const SENT = /-\d{13}"/;

const { frame, clients, perSecond, seconds } = JSON.parse(process.argv[2]!) as Broadcast;
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
await once(server, "listening");
console.log(JSON.stringify({ url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}` }));
while (server.clients.size < clients) await once(server, "connection");
// Subscribers take frames a moment after they are connected.
await sleep(500);
const before = process.cpuUsage();
const startMs = performance.now();
for (let n = 0; n < perSecond * seconds; n += 1) {
  await sleep(Math.max(0, startMs + (n * 1_000) / perSecond - performance.now()));
  const text = frame.replace(SENT, `-${Date.now()}"`);
  for (const client of server.clients) client.send(text);
}
const { user, system } = process.cpuUsage(before);
process.stdout.write(`${JSON.stringify({ cpuSeconds: (user + system) / 1e6 })}\n`, () => {
  process.exit(0);
});
