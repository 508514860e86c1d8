// A flood of orders from a process of its own: so many a second whether or not earlier ones are answered, then one
// after another until they take no longer than before. Prints what it measured. Its one argument is a `Flood` as JSON.
import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Figures, figuresOf } from "./figures.ts";
import { bodyOf, isRight, type Trade } from "./operations.ts";
import { post } from "./post.ts";

export interface Flood {
  readonly url: string;
  readonly token: string;
  readonly trade: Trade;
  readonly perSecond: number;
  readonly seconds: number;
  /** The median of an order without a flood. */
  readonly normalMs: number;
}

export interface Flooded {
  /** What was taken. */
  readonly taken: Figures;
  readonly refusedShare: number;
  readonly recoveredSeconds: number;
}

const SOCKETS = 2_000;
/** Orders whose median says whether all is as before, and how far that may be from the one before. */
const PROBES = 5;
const NORMAL = 2;
const MAX_RECOVERY_MS = 60_000;
/** What a refusal says, by the lane and by the server. */
const BUSY = '"code":"BUSY"';

const flood = JSON.parse(process.argv[2]!) as Flood;
const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });
let sent = 0;

/** How long it took, if it was taken. */
async function once(): Promise<number | undefined> {
  const startedMs = performance.now();
  const answer = await post(flood, agent, bodyOf("order", sent++, flood.trade));
  if (isRight("order", answer)) return performance.now() - startedMs;
  if (answer.includes(BUSY)) return undefined;
  throw new Error(`a wrong answer: ${answer.slice(0, 500)}`);
}

async function press(): Promise<Promise<number | undefined>[]> {
  const [startMs, all] = [performance.now(), [] as Promise<number | undefined>[]];
  for (let n = 0; n < flood.perSecond * flood.seconds; n += 1) {
    await sleep(Math.max(0, startMs + (n * 1_000) / flood.perSecond - performance.now()));
    all.push(once());
  }
  return all;
}

async function recover(): Promise<number> {
  const startMs = performance.now();
  while (performance.now() - startMs < MAX_RECOVERY_MS) {
    const at = performance.now();
    const times: number[] = [];
    while (times.length < PROBES) times.push((await once()) ?? Number.POSITIVE_INFINITY);
    if (figuresOf(times, 1).p50Ms <= NORMAL * flood.normalMs) return (at - startMs) / 1_000;
  }
  throw new Error("orders did not become as fast as before");
}

const all = await press();
// Right after the last was sent, while what was taken is still answered.
const recoveredSeconds = await recover();
const times = (await Promise.all(all)).filter((ms) => ms !== undefined);
agent.destroy();
const refusedShare = 1 - times.length / all.length;
const flooded: Flooded = { taken: figuresOf(times, flood.seconds), refusedShare, recoveredSeconds };
console.log(JSON.stringify(flooded));
