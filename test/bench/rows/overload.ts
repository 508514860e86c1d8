// Row overload: three times as many orders as 64 connections get settled, for a minute: what is taken, how soon it is
// answered, and how soon all is as before.
import { Child, press } from "../load/child.ts";
import type { Flood, Flooded } from "../load/flood.ts";
import type { Measure, Row } from "../row.ts";
import { assertVerified } from "../stand/network.ts";

const CONNECTIONS = 64;
const TIMES = 3;

export const overloadRow: Row = {
  id: "overload",
  title: "three times as many orders as can be settled",
  async run(stand) {
    const server = await stand.server();
    const { url, token, databaseUrl } = server;
    const fair = await press(stand, server, "order", { connections: CONNECTIONS });
    const alone = await press(stand, server, "order", { connections: 1 });
    const { distributors, floodSeconds: seconds } = stand.sizes;
    const trade = { distributors, tag: "flood" };
    const perSecond = TIMES * fair.perSecond;
    const flood: Flood = { url, token, trade, perSecond, seconds, normalMs: alone.p50Ms };
    const child = new Child("flood.ts", flood);
    const { taken, refusedShare, recoveredSeconds } = await child.next<Flooded>();
    await child.end();
    await assertVerified(databaseUrl);
    const figure = (what: string, value: number, unit: string): Measure => {
      return { what: `${TIMES} × the orders: ${what}`, value, unit };
    };
    const rate = { what: `${CONNECTIONS} connections`, value: fair.perSecond };
    return [
      { ...figure("taken", taken.perSecond, "orders/s"), yardstick: rate },
      // None may have been refused on a short run; a figure is above 0.
      figure("not refused", (1 - refusedShare) * 100, "%"),
      figure("p50 of what was taken", taken.p50Ms, "ms"),
      figure("p99 of what was taken", taken.p99Ms, "ms"),
      { ...figure("p50 as before after", Math.max(recoveredSeconds, 0.001), "s") },
    ];
  },
};
