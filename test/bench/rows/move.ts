// Row 9: moving a large team while orders settle: how long the longest of them took, and the move beside one UPDATE
// of the same rows.
import { setTimeout as sleep } from "node:timers/promises";
import { press } from "../load/child.ts";
import type { Row } from "../row.ts";
import { connected } from "../stand/databases.ts";
import { assertVerified, SCHEMA } from "../stand/network.ts";
import type { Serving } from "../stand/serving.ts";
import type { Stand } from "../stand/stand.ts";
import { distributorCode } from "../trade.ts";

/** The first two children of the root have most of the tree: one below the other, they move below the last one. */
const [MOVED, BELOW_IT, PARENT] = [distributorCode(1), distributorCode(2), distributorCode(8)];
const CONNECTIONS = 64;
const MOVE = `mutation ($input: DistributorMoveInput!) {
  distributorMove(input: $input) { userErrors { message } distributor { code team { size } } } }`;

export const moveRow: Row = {
  id: "9",
  title: "moving a team while orders settle",
  async run(stand) {
    const filled = await stand.databases.create(await stand.filled());
    await stand.serving(filled, (server) => move(server, BELOW_IT, MOVED));
    const updateSeconds = await updateAlone(stand, filled);
    const url = await stand.databases.create(filled);
    return stand.serving(url, async (server) => {
      const pressure = { connections: CONNECTIONS, perSecond: stand.sizes.watchedRate };
      const undisturbed = await press(stand, server, "order", pressure);
      const pressing = press(stand, server, "order", pressure);
      const [beside, moved] = await Promise.all([pressing, moveSoon(stand, server)]);
      await assertVerified(url);
      return [
        {
          what: `moving a team of ${moved.size.toLocaleString("en")}`,
          value: moved.seconds,
          unit: "s",
          yardstick: { what: "one UPDATE of its rows", value: updateSeconds },
        },
        {
          what: "longest orderSettle beside it",
          value: beside.maxMs,
          unit: "ms",
          bound: { most: 200 },
          note: `without a move ${undisturbed.maxMs.toFixed(0)} ms`,
        },
      ];
    });
  },
};

/** Moves the team when the load beside it is measured. */
async function moveSoon(
  { sizes: { warmSeconds, seconds } }: Stand,
  server: Serving,
): Promise<{ size: number; seconds: number }> {
  // The load's process has to start, too.
  await sleep((warmSeconds + seconds / 4) * 1_000);
  return move(server, MOVED, PARENT);
}

interface Moved {
  readonly distributorMove: {
    readonly distributor: { readonly team: { readonly size: number } } | null;
  };
}

async function move(
  server: Serving,
  code: string,
  parent: string,
): Promise<{ size: number; seconds: number }> {
  const startedMs = performance.now();
  const moved = await server.ask<Moved>(MOVE, { input: { code, parent } });
  const seconds = (performance.now() - startedMs) / 1_000;
  const { distributor } = moved.distributorMove;
  if (distributor === null) throw new Error(`distributorMove: ${JSON.stringify(moved)}`);
  return { size: distributor.team.size, seconds };
}

/** Seconds that PostgreSQL takes for the new paths alone, with its constraints and indexes. */
async function updateAlone(stand: Stand, filled: string): Promise<number> {
  const url = await stand.databases.create(filled);
  const seconds = await connected(url, async (client) => {
    await client.query(`set search_path to ${SCHEMA}`);
    const startedMs = performance.now();
    await client.query(
      `update distributor_path d
          set path = p.path || d.path[cardinality(m.path):]
         from distributor_path m, distributor_path p
        where m.distributor_id = (select id from distributor where code = $1)
          and p.distributor_id = (select id from distributor where code = $2)
          and d.path >= m.path and d.path[1:cardinality(m.path)] = m.path`,
      [MOVED, PARENT],
    );
    return (performance.now() - startedMs) / 1_000;
  });
  await stand.databases.drop(url);
  return seconds;
}
