// Row 13: what the server holds after the orders, mutations and subscribers of rows 2, 3 and 6.
import type { Row } from "../row.ts";

export const memoryRow: Row = {
  id: "13",
  title: "memory of the server after rows 2, 3 and 6",
  needs: ["2", "3", "6"],
  async run(stand) {
    const { nowMiB, peakMiB } = (await stand.server()).memory();
    return [
      { what: "memory of the server afterwards", value: nowMiB, unit: "MiB", bound: { most: 400 } },
      { what: "its peak", value: peakMiB, unit: "MiB" },
    ];
  },
};
