// Row 11: `verify` of the settled book, beside reading its postings in order through the same driver.
import { join } from "node:path";
import { measured } from "../program.ts";
import type { Row } from "../row.ts";
import { NETWORK, placeOf, SCHEMA } from "../stand/network.ts";

const READ = join(import.meta.dirname, "../yardsticks/read-postings.ts");

export const verifyRow: Row = {
  id: "11",
  title: "tributary verify",
  async run(stand) {
    const { url } = await stand.settled();
    const place = placeOf(url);
    const read = await measured(place, [url, SCHEMA], READ);
    const verify = await measured(place, ["verify", "--network", NETWORK, "--json"]);
    const { postings, mismatches } = JSON.parse(verify.stdout);
    if (mismatches.length > 0) throw new Error(`verify: ${mismatches.join("; ")}`);
    const counted = JSON.parse(read.stdout).postings;
    if (postings !== counted) throw new Error(`verify: ${postings} postings, not ${counted}`);
    return [
      {
        what: `verify of ${postings.toLocaleString("en")} postings`,
        value: verify.seconds,
        unit: "s",
        yardstick: { what: "an ordered read of them", value: read.seconds },
        bound: { most: 2 },
      },
      { what: "its peak memory", value: verify.peakMiB, unit: "MiB", bound: { most: 300 } },
    ];
  },
};
