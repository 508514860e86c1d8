// Row 4: reading one distributor beside an empty query, and a page of a hundred beside reading one.
import { press } from "../load/child.ts";
import type { Row } from "../row.ts";

const MANY = 64;

export const lookUpRow: Row = {
  id: "4",
  title: "reads: a distributor, and a page of 100",
  async run(stand) {
    const { url } = await stand.settled();
    return stand.serving(url, async (server) => {
      const empty = await press(stand, server, "emptyQuery", { connections: MANY });
      const lookUp = await press(stand, server, "lookUp", { connections: MANY });
      const alone = await press(stand, server, "lookUp", { connections: 1 });
      const page = await press(stand, server, "page", { connections: 1 });
      return [
        {
          what: "distributor(code), 64 connections",
          value: lookUp.perSecond,
          unit: "/s",
          yardstick: { what: "empty query, 64", value: empty.perSecond },
          bound: { least: 0.6 },
        },
        {
          what: "100 distributors, parent, team, balance: p50",
          value: page.p50Ms,
          unit: "ms",
          yardstick: { what: "distributor(code): p50", value: alone.p50Ms },
          bound: { most: 5 },
        },
      ];
    });
  },
};
