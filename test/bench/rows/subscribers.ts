// Row 6: administrators who watch each settlement, beside a plain `ws` server that sends the same frames; and the
// orders that they watch, beside orders that nobody watches.
import { Child, press } from "../load/child.ts";
import type { Figures } from "../load/figures.ts";
import type { Watched } from "../load/subscribers.ts";
import type { Measure, Row } from "../row.ts";
import { assertVerified } from "../stand/network.ts";
import type { Serving } from "../stand/serving.ts";
import type { Stand } from "../stand/stand.ts";

const CONNECTIONS = 64;
const BROADCAST = "../yardsticks/broadcast.ts";

/** What was received, and the processor time that the sender took for it. */
interface Sent {
  readonly watched: Watched;
  readonly cpuSeconds: number;
}

export const subscribersRow: Row = {
  id: "6",
  title: "subscribers to settlementPosted with nested fields",
  async run(stand) {
    const server = await stand.server();
    const unwatched = await pressSteadily(stand, server);
    const { sent: ours, orders } = await watchOurs(stand, server);
    await assertVerified(server.databaseUrl);
    const plain = await watchPlain(stand, ours.watched.sample);
    const { subscribers, watchedRate } = stand.sizes;
    const [what, beside] = [`${subscribers} subscribers, ${watchedRate} orders/s`, "plain ws"];
    const compare = (name: string, unit: string, of: (sent: Sent) => number): Measure => ({
      what: `${what}: ${name}`,
      value: of(ours),
      unit,
      yardstick: { what: beside, value: of(plain) },
    });
    const frames = compare("frames", "/s", ({ watched }) => watched.perSecond);
    return [
      { ...frames, bound: { least: 0.6 } },
      compare("lag p50", "ms", ({ watched }) => watched.p50Ms),
      compare("lag p99", "ms", ({ watched }) => watched.p99Ms),
      {
        ...compare("processor time", "µs/frame", cpuMicrosPerFrame),
        note: "ours settles the orders too",
      },
      {
        what: "orderSettle beside them: p99",
        value: orders.p99Ms,
        unit: "ms",
        yardstick: { what: "without subscribers", value: unwatched.p99Ms },
        bound: { most: 3 },
      },
    ];
  },
};

function cpuMicrosPerFrame({ cpuSeconds, watched }: Sent): number {
  return (cpuSeconds * 1e6) / watched.frames;
}

function pressSteadily(stand: Stand, server: Serving): Promise<Figures> {
  const perSecond = stand.sizes.watchedRate;
  return press(stand, server, "order", { connections: CONNECTIONS, perSecond });
}

async function watchOurs(stand: Stand, server: Serving): Promise<{ sent: Sent; orders: Figures }> {
  const { subscribers, seconds, warmSeconds } = stand.sizes;
  const url = `${server.url.replace("http", "ws")}/graphql`;
  const watch = { url, token: server.token, subscribers, seconds, warmSeconds };
  const watching = new Child("subscribers.ts", watch);
  await watching.next();
  const before = server.cpuSeconds();
  const [orders, watched] = await Promise.all([
    pressSteadily(stand, server),
    watching.next<Watched>(),
  ]);
  const cpuSeconds = server.cpuSeconds() - before;
  await watching.end();
  return { sent: { watched, cpuSeconds }, orders };
}

async function watchPlain({ sizes }: Stand, frame: string): Promise<Sent> {
  const { subscribers, seconds, warmSeconds, watchedRate: perSecond } = sizes;
  // A little longer than is measured, so that the last frames are not missing.
  const lasts = seconds + warmSeconds + 1;
  const sending = new Child(BROADCAST, { frame, clients: subscribers, perSecond, seconds: lasts });
  const { url } = await sending.next<{ url: string }>();
  const watching = new Child("subscribers.ts", { url, subscribers, seconds, warmSeconds });
  await watching.next();
  const watched = await watching.next<Watched>();
  const { cpuSeconds } = await sending.next<{ cpuSeconds: number }>();
  await Promise.all([watching.end(), sending.end()]);
  return { watched, cpuSeconds };
}
