// Row 7: importing a large tree, beside COPY of the rows that it wrote.
import type { Row } from "../row.ts";
import { copySeconds } from "../yardsticks/copy.ts";

export const importRow: Row = {
  id: "7",
  title: "tributary import distributors",
  async run(stand) {
    const { emptyUrl, url, seconds, peakMiB } = await stand.imported();
    const { imported } = stand.sizes;
    const copied = imported / (await copySeconds(stand, emptyUrl, url));
    return [
      {
        what: `import of ${imported.toLocaleString("en")}, program's start included`,
        value: imported / seconds,
        unit: "rows/s",
        yardstick: { what: "COPY of its rows", value: copied },
        bound: { least: 0.5 },
      },
      { what: "its peak memory", value: peakMiB, unit: "MiB", bound: { most: 300 } },
    ];
  },
};
