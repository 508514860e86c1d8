// Row 12: `npm start` until it listens: the build, the migrations of a new database, and with data.
import { join } from "node:path";
import { ServerProcess } from "../../support/process.ts";
import type { Place } from "../program.ts";
import type { Row } from "../row.ts";
import { placeOf } from "../stand/network.ts";

export const startRow: Row = {
  id: "12",
  title: "npm start until it listens",
  async run(stand) {
    const empty = placeOf(await stand.databases.create());
    const full = placeOf(await stand.databases.create(await stand.filled()));
    const demo = { DATA_DIR: join(stand.folder, "demo") };
    const start = async (what: string, place: Place, most?: number) => ({
      what: `npm start, ${what}`,
      value: await secondsToListen(place),
      unit: "s",
      bound: most === undefined ? undefined : { most },
    });
    const bare = [
      await start("an empty database", empty, 5),
      await start("a database with data", full, 2),
    ];
    if (!stand.sizes.startsDemo) return bare;
    return [
      ...bare,
      await start("a new data folder, with the demo", demo),
      await start("the same folder again", demo),
    ];
  },
};

async function secondsToListen(place: Place): Promise<number> {
  const startedMs = performance.now();
  const server = new ServerProcess(place, ["npm", "start"]);
  try {
    await server.url();
    return (performance.now() - startedMs) / 1_000;
  } finally {
    server.killGroup("SIGTERM");
    await server.ended;
  }
}
