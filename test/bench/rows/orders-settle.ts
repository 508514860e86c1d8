// Row 3: mutations of 1,000 orders, beside the rate at which the command settles a file.
import { press } from "../load/child.ts";
import { BATCH } from "../load/operations.ts";
import type { Row } from "../row.ts";
import { assertVerified } from "../stand/network.ts";

/** The mutations end the load, not the time. */
const LONG_SECONDS = 600;

export const ordersSettleRow: Row = {
  id: "3",
  title: "ordersSettle of 1,000",
  async run(stand) {
    const { ordersPerSecond } = await stand.settled();
    const server = await stand.server();
    const pressure = { connections: 1, most: stand.sizes.batches, seconds: LONG_SECONDS };
    const { perSecond, p50Ms, maxMs } = await press(stand, server, "orders", pressure);
    await assertVerified(server.databaseUrl);
    return [
      {
        what: "ordersSettle of 1,000",
        value: perSecond * BATCH,
        unit: "orders/s",
        yardstick: { what: "tributary settle", value: ordersPerSecond },
        bound: { least: 0.8 },
      },
      { what: "one mutation: p50", value: p50Ms, unit: "ms" },
      { what: "one mutation: longest", value: maxMs, unit: "ms" },
    ];
  },
};
