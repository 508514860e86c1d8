// Many subscribers in a process of their own: prints a line when all are subscribed, and another with the frames
// that they received and how long after its sending each came. Its one argument is a `Watch` as JSON.
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { type Figures, figuresOf } from "./figures.ts";

export interface Watch {
  readonly url: string;
  /** Without it the server is a plain one, which sends frames to whoever connects. */
  readonly token?: string;
  readonly subscribers: number;
  readonly seconds: number;
  readonly warmSeconds: number;
}

export interface Watched extends Figures {
  /** Frames in all, also those that are not measured. */
  readonly frames: number;
  /** The first frame. */
  readonly sample: string;
}

const SUBSCRIPTION = "subscription { settlementPosted { settlement { ref gross { amount } } } }";
/** Sockets that connect at once. */
const CONNECT_AT_ONCE = 50;
/** How long subscribing takes after its message was sent; the protocol does not acknowledge it. */
const SUBSCRIBED_MS = 2_000;
/** The longest wait for the first frame. */
const SILENCE_MS = 60_000;
/** When the order of a frame was sent, at the end of its ref. */
const SENT = /-(\d{13})"/;

const watch = JSON.parse(process.argv[2]!) as Watch;
const lags: number[] = [];
const started = Promise.withResolvers<void>();
let frames = 0;
let sample = "";
let measureFrom = Number.POSITIVE_INFINITY;

function take(frame: string): void {
  const now = performance.now();
  if (frames === 0) {
    sample = frame;
    measureFrom = now + watch.warmSeconds * 1_000;
    started.resolve();
  }
  frames += 1;
  const sent = SENT.exec(frame);
  if (sent === null) throw new Error(`an unexpected frame: ${frame}`);
  if (now >= measureFrom) lags.push(Math.max(0, performance.timeOrigin + now - Number(sent[1])));
}

async function connect(): Promise<void> {
  const { url, token } = watch;
  const socket = new WebSocket(url, token === undefined ? [] : ["graphql-transport-ws"], {
    perMessageDeflate: false,
  });
  socket.on("close", (code) => {
    throw new Error(`a subscriber was disconnected: ${code}`);
  });
  await once(socket, "open");
  if (token !== undefined) {
    const payload = { authorization: `Bearer ${token}` };
    socket.send(JSON.stringify({ type: "connection_init", payload }));
    await once(socket, "message");
    const subscription = { query: SUBSCRIPTION };
    socket.send(JSON.stringify({ id: "1", type: "subscribe", payload: subscription }));
  }
  socket.on("message", (data) => take(String(data)));
}

for (let left = watch.subscribers; left > 0; left -= CONNECT_AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(left, CONNECT_AT_ONCE) }, connect));
}
if (watch.token !== undefined) await sleep(SUBSCRIBED_MS);
console.log(JSON.stringify({ ready: true }));
const silence = setTimeout(() => started.reject(new Error("no frame came")), SILENCE_MS);
await started.promise;
clearTimeout(silence);
await sleep((watch.warmSeconds + watch.seconds) * 1_000);
const watched: Watched = { ...figuresOf(lags, watch.seconds), frames, sample };
process.stdout.write(`${JSON.stringify(watched)}\n`, () => process.exit(0));
