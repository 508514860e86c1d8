// `npm run demo`: streams live orders to the running server and shows what its subscribers hear, and how soon.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { getAuthSecret } from "../src/access/auth-secret.ts";
import { connect, endingOf } from "../src/events/cli/event-connection.ts";
import { socketUrl } from "../src/events/cli/socket-url.ts";
import { Failure, linesOf } from "../src/platform/cli/faults.ts";
import { readConfig } from "../src/platform/config.ts";
import { signToken } from "../src/platform/graphql/auth.ts";
import { catchSignals } from "../src/platform/signals.ts";
import { Audience } from "./stream-audience.ts";
import { Stream } from "./stream-orders.ts";

/** The city above the day's busiest seller. */
const DISTRIBUTOR = "CN-1306";
const MAX_RATE = 1_000;
const ANSWER_LIMIT_MS = 30_000;
/** Subscribers are in place, and the last events have come, after this. */
const SETTLE_MS = 500;
const USAGE = `npm run demo -- [--url http://127.0.0.1:4000] [--rate ORDERS-A-SECOND] [--count ORDERS]`;
const say = (line: string) => void process.stdout.write(`${line}\n`);

// A reader that has gone, such as `head`, has had enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 1);
});

async function run(): Promise<void> {
  const { url, rate, count } = readOptions();
  await assertRunning(url);
  const secret = await getAuthSecret(readConfig());
  const admin = await signToken(secret, { role: "ADMIN", sub: "demo" });
  const own = await signToken(secret, { role: "DISTRIBUTOR", distributor: DISTRIBUTOR });
  const stopping = catchSignals();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const audience = new Audience(say, (why) =>
    failed.reject(new Failure([`${url}: ${endingOf(why).why}`])),
  );
  const clients = [admin, own].map((token) => connect(socketUrl(url, readConfig()), token));
  audience.followNetwork(clients[0]!);
  audience.followDistributor(clients[1]!);
  const stream = new Stream(`${url}/graphql`, admin, audience);
  try {
    await Promise.race([failed.promise, sleep(SETTLE_MS)]);
    say(`streaming ${rate} orders a second to ${url}; ${DISTRIBUTOR} listens too; stop: Ctrl-C`);
    await Promise.race([failed.promise, stream.send(rate, count, stopping)]);
    await sleep(SETTLE_MS);
  } finally {
    for (const client of clients) await client.dispose();
  }
  say(`\nsent ${stream.settled} orders that were settled and ${stream.refused} that were refused`);
  say(audience.totals());
}

function readOptions() {
  const { host, port } = readConfig();
  try {
    const { values } = parseArgs({
      options: { url: { type: "string" }, rate: { type: "string" }, count: { type: "string" } },
    });
    const { url = `http://${host}:${port}`, rate = "5", count = "Infinity" } = values;
    if (!(Number(rate) > 0 && Number(rate) <= MAX_RATE)) {
      throw new Failure([`--rate: ${rate} is not above 0 and at most ${MAX_RATE}`]);
    }
    if (!(Number(count) > 0)) throw new Failure([`--count: ${count} is not above 0`]);
    return { url: url.replace(/\/+$/, ""), rate: Number(rate), count: Number(count) };
  } catch (error) {
    throw new Failure([`${(error as Error).message}\n${USAGE}`]);
  }
}

async function assertRunning(url: string): Promise<void> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) });
    if (!answer.ok) throw new Error(await answer.text());
  } catch (error) {
    const { message, cause } = error as Error;
    const why = (cause as NodeJS.ErrnoException)?.code ?? message;
    throw new Failure([`no server is ready at ${url} (${why}): start one with npm start`]);
  }
}

try {
  await run();
  process.exit(0);
} catch (error) {
  for (const line of linesOf(error)) process.stderr.write(`${line}\n`);
  process.exit(1);
}
