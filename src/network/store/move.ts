// Moves a distributor with its whole team under another parent, and changes a status. A move rewrites the paths
// of the team before it takes the lane, so orders are settled meanwhile, on the tree as it was.
import { sql } from "kysely";
import { writeBeside } from "../../database/beside.ts";
import type { Network, Sender } from "../../database/database.ts";
import { numbers } from "../../database/unnest.ts";
import { Refusal } from "../../kernel/errors.ts";
import { commit, commitIn } from "../../ledger/post.ts";
import { TOO_DEEP, UNDER_ITSELF } from "../codes.ts";
import { MAX_DEPTH } from "../engine/distributor.ts";
import { MOVE, STATUS } from "../kinds.ts";
import { type DistributorRow, getDistributor, parseStatus } from "./distributors.ts";
import { storeStatuses } from "./status.ts";
import { growTeams, leaveTeams, type Team, teamsOf } from "./teams.ts";
import { belowPath } from "./tree.ts";

/**
 * Moves a distributor and its team; `parent` null makes it a root. Orders settled before the move
 * keep their upline. Throws `UNDER_ITSELF`, `TOO_DEEP`, `NOT_FOUND`.
 */
export async function move(
  network: Network,
  code: string,
  parent: string | null,
  at: number,
): Promise<void> {
  await writeBeside(network, "tree", async (tx) => {
    const moved = await getDistributor(tx, code, "code");
    const under = parent === null ? null : await getDistributor(tx, parent, "parent");
    if (moved.parent_id === (under?.id ?? null)) return;
    if (under?.path.includes(moved.id)) {
      const why = `"${under.code}" is "${code}" itself or in its team`;
      throw new Refusal(UNDER_ITSELF, `parent: ${why}`, "parent");
    }
    const team = (await teamsOf(tx, [moved.id]))[0]!;
    assertFits(team, under);
    rewritePaths(tx, moved, under?.path ?? []);
    changeTeams(tx, moved, team, under);
    await commitIn(network, tx, async (book) => {
      tx.send(sql`update distributor set parent_id = ${under?.id ?? null}::int
        where id = ${moved.id}`);
      const cause = JSON.stringify({ code, parent });
      book.append({ kind: MOVE, ref: null, occurredAt: at, cause, legs: [] });
    });
  });
}

function assertFits(team: Team, under: DistributorRow | null): void {
  if ((under?.path.length ?? 0) + 1 + team.depth <= MAX_DEPTH) return;
  const why = `parent: the tree would have more than ${MAX_DEPTH} levels`;
  throw new Refusal(TOO_DEEP, why, "parent");
}

function rewritePaths(out: Sender, moved: DistributorRow, base: readonly number[]): void {
  out.send(sql`update distributor_path
       set path = ${numbers(base)}::int[] || path[${moved.path.length}::int:]
     where ${belowPath(moved.path)}`);
}

function changeTeams(
  out: Sender,
  { id, path }: DistributorRow,
  team: Team,
  under: DistributorRow | null,
): void {
  const size = team.size + 1;
  leaveTeams(out, { id, upline: path.slice(0, -1), size }, under?.id ?? null);
  if (under !== null) growTeams(out, [{ id: under.id, size, depth: team.depth + 1 }]);
}

/** Sets a distributor's status (docs/rules.md §2); its current status changes nothing. */
export async function setStatus(
  network: Network,
  code: string,
  status: string,
  at: number,
): Promise<void> {
  const wanted = parseStatus(status);
  await commit(network, async (book, tx) => {
    const { id, status: held } = await getDistributor(tx, code, "code");
    if (held === wanted) return;
    await sql`update distributor set status = ${wanted} where id = ${id}`.execute(tx.db);
    const cause = JSON.stringify({ code, status: wanted });
    const entry = { kind: STATUS, ref: null, occurredAt: at, cause, legs: [] } as const;
    await storeStatuses(tx, book.append(entry).seq, [{ id, from: held, to: wanted }]);
  });
}
