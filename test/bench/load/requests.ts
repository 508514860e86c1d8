// The load generator, in a process of its own: sends one operation over some connections and prints what it
// measured. Its one argument is a `Load` as JSON.
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { figuresOf } from "./figures.ts";
import { bodyOf, isRight, type OperationName, type Trade } from "./operations.ts";
import { post } from "./post.ts";

export interface Load {
  readonly url: string;
  readonly token: string;
  readonly operation: OperationName;
  readonly trade: Trade;
  readonly connections: number;
  /** How long it lasts; not measured for the first `warmSeconds`, which come before. */
  readonly seconds: number;
  readonly warmSeconds: number;
  /** Requests a second, whether or not earlier ones are answered; else each connection sends the next at once. */
  readonly perSecond?: number | undefined;
  /** Ends also after as many measured requests. */
  readonly most?: number | undefined;
}

const load = JSON.parse(process.argv[2]!) as Load;
const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
const measureFrom = performance.now() + load.warmSeconds * 1_000;
const until = measureFrom + load.seconds * 1_000;
const times: number[] = [];
let wrong: string | undefined;
let sent = 0;
let firstMs: number | undefined;

async function once(startedMs = performance.now()): Promise<void> {
  const answer = await post(load, agent, bodyOf(load.operation, sent++, load.trade));
  if (!isRight(load.operation, answer)) wrong ??= answer.slice(0, 500);
  if (startedMs < measureFrom) return;
  firstMs ??= startedMs;
  times.push(performance.now() - startedMs);
}

async function oneAfterAnother(): Promise<void> {
  const { most = Number.POSITIVE_INFINITY } = load;
  while (performance.now() < until && times.length < most) await once();
}

/** Latency counts from when a request was due, so that a stalled server is not spared. */
async function atRate(perSecond: number): Promise<void> {
  const pending: Promise<void>[] = [];
  const startMs = performance.now();
  for (let n = 0; ; n += 1) {
    const dueMs = startMs + (n * 1_000) / perSecond;
    if (dueMs >= until) break;
    await sleep(Math.max(0, dueMs - performance.now()));
    pending.push(once(dueMs));
  }
  await Promise.all(pending);
}

if (load.perSecond !== undefined) await atRate(load.perSecond);
else await Promise.all(Array.from({ length: load.connections }, oneAfterAnother));
agent.destroy();
if (wrong !== undefined) throw new Error(`a wrong answer to ${load.operation}: ${wrong}`);
const seconds = load.most === undefined ? load.seconds : (performance.now() - firstMs!) / 1_000;
console.log(JSON.stringify(figuresOf(times, seconds)));
