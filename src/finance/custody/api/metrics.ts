// Metrics of custody in minor units. They are rounded to what a number can hold: do not calculate
// with them.
import { Gauge } from "prom-client";
import type { AddMetrics } from "../../../platform/graphql/metrics.ts";
import { scraped } from "../../../platform/graphql/scraped.ts";
import { readAllCustody } from "../store/custody.ts";

const KINDS = ["balance", "gap", "position"] as const;

export const custodyMetrics: AddMetrics = (registry, { database }) => {
  const read = scraped(() => readAllCustody(database));
  new Gauge({
    name: "custody_minor_units",
    help: "Custody balance, gap and own position, in minor units of the settlement asset.",
    labelNames: ["network", "kind"],
    registers: [registry],
    async collect() {
      this.reset();
      for (const one of (await read()) ?? []) {
        const figures = [one.custodyMinor, one.gapMinor, one.positionMinor];
        for (const [n, kind] of KINDS.entries()) {
          this.set({ network: one.network, kind }, Number(figures[n]));
        }
      }
    },
  });
};
