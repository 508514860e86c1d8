// The compliance report of a month, beside a scan of the rows that it needs.
import { press } from "../load/child.ts";
import type { Row } from "../row.ts";
import { connected } from "../stand/databases.ts";
import { SCHEMA } from "../stand/network.ts";

const RUNS = 3;
const LONG_SECONDS = 600;
const SCAN = `select sum(length(shares::text)) + sum(cardinality(upline))
  from ${SCHEMA}.ledger_transaction join ${SCHEMA}.settlement using (seq)
 where accounting_date between '2026-10-01' and '2026-10-31'`;

export const complianceRow: Row = {
  id: "compliance",
  title: "compliance report of a month",
  async run(stand) {
    const { url, orders } = await stand.settled();
    const scanMs = await connected(url, async (client) => {
      const times: number[] = [];
      for (let run = 0; run < RUNS; run += 1) {
        const startedMs = performance.now();
        await client.query(SCAN);
        times.push(performance.now() - startedMs);
      }
      return times.sort((a, b) => a - b)[Math.floor(RUNS / 2)]!;
    });
    const pressure = { connections: 1, most: RUNS, seconds: LONG_SECONDS };
    const report = await stand.serving(url, (server) =>
      press(stand, server, "compliance", pressure),
    );
    return [
      {
        what: `complianceReport of ${orders.toLocaleString("en")} orders: p50`,
        value: report.p50Ms,
        unit: "ms",
        yardstick: { what: "a scan of its rows", value: scanMs },
        bound: { most: 3 },
      },
    ];
  },
};
