// Row 1: settling a file, beside COPY of what it wrote, beside writing order by order, and beside TPC-B.
import { type Measure, MISSING, type Row } from "../row.ts";
import { copySeconds } from "../yardsticks/copy.ts";
import { oneByOneRate } from "../yardsticks/one-by-one.ts";
import { tpcB } from "../yardsticks/tpc-b.ts";

const CLIENTS = 16;

export const settleRow: Row = {
  id: "1",
  title: "tributary settle, a rule of every kind",
  async run(stand) {
    const filled = await stand.filled();
    const { url, orders, ordersPerSecond, peakMiB } = await stand.settled();
    const settle = (least: number, what: string, value: number | undefined): Measure => ({
      what: "tributary settle",
      value: ordersPerSecond,
      unit: "orders/s",
      yardstick: value === undefined ? undefined : { what, value },
      bound: { least },
      note: value === undefined ? MISSING : undefined,
    });
    const copied = orders / (await copySeconds(stand, filled, url));
    return [
      settle(0.7, "COPY of its rows", copied),
      settle(20, "order by order, 16 clients", await oneByOneRate(stand, filled, url)),
      settle(4, "TPC-B, 16 clients", await tpcB(stand, CLIENTS)),
      { what: "its peak memory", value: peakMiB, unit: "MiB", bound: { most: 250 } },
    ];
  },
};
