// Row 2: one order after another over HTTP, on one connection and on 64, beside TPC-B and an empty mutation.
import { press } from "../load/child.ts";
import { type Bound, type Measure, MISSING, type Row } from "../row.ts";
import { assertVerified } from "../stand/network.ts";
import { tpcB } from "../yardsticks/tpc-b.ts";

const MANY = 64;
const CLIENTS = 16;

export const orderSettleRow: Row = {
  id: "2",
  title: "orderSettle over HTTP",
  async run(stand) {
    const server = await stand.server();
    const alone = await press(stand, server, "order", { connections: 1 });
    const one = await tpcB(stand, 1);
    const crowd = await press(stand, server, "order", { connections: MANY });
    const empty = await press(stand, server, "emptyMutation", { connections: MANY });
    const many = await tpcB(stand, CLIENTS);
    await assertVerified(server.databaseUrl);
    const [few, lots] = ["orderSettle, 1 connection", "orderSettle, 64 connections"];
    return [
      rate(few, alone.perSecond, { least: 0.5 }, "TPC-B, 1 client", one),
      { what: `${few}: p50`, value: alone.p50Ms, unit: "ms" },
      { what: `${few}: p99`, value: alone.p99Ms, unit: "ms" },
      rate(lots, crowd.perSecond, { least: 0.5 }, "empty mutation, 64", empty.perSecond),
      rate(lots, crowd.perSecond, { least: 1 }, "TPC-B, 16 clients", many),
      { what: `${lots}: p50`, value: crowd.p50Ms, unit: "ms" },
      { what: `${lots}: p99`, value: crowd.p99Ms, unit: "ms" },
    ];
  },
};

function rate(
  what: string,
  value: number,
  bound: Bound,
  yardstick: string,
  of: number | undefined,
): Measure {
  const measure = { what, value, unit: "orders/s", bound };
  if (of === undefined) return { ...measure, note: MISSING };
  return { ...measure, yardstick: { what: yardstick, value: of } };
}
