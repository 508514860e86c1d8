// Moving a distributor with its whole team under another parent, and changing a status.
import { sql } from "kysely";
import type { Network, Tx } from "../../database/database.ts";
import { numbers } from "../../database/unnest.ts";
import { Refusal } from "../../kernel/errors.ts";
import { commit } from "../../ledger/post.ts";
import { type DistributorRow, getDistributor, MAX_DEPTH, parseStatus } from "./distributors.ts";
import { storeStatuses } from "./status.ts";
import { belowPath } from "./tree.ts";

/**
 * Moves a distributor and everyone below it; `parent` null makes it a root. What was settled before
 * keeps the upline that it was settled with. Throws `UNDER_ITSELF`, `TOO_DEEP`, `NOT_FOUND`.
 */
export async function move(
  network: Network,
  code: string,
  parent: string | null,
  at: number,
): Promise<void> {
  await commit(network, async (book, tx) => {
    const moved = await getDistributor(tx, code, "code");
    const under = parent === null ? null : await getDistributor(tx, parent, "parent");
    if (moved.parent_id === (under?.id ?? null)) return;
    if (under?.path.includes(moved.id)) {
      const why = `"${under.code}" is in the team of "${code}"`;
      throw new Refusal("UNDER_ITSELF", `parent: ${why}`, "parent");
    }
    await rewritePaths(tx, moved, under?.path ?? []);
    const cause = JSON.stringify({ code, parent });
    book.append({ kind: "MOVE", ref: null, occurredAt: at, cause, legs: [] });
  });
}

async function rewritePaths(tx: Tx, moved: DistributorRow, base: readonly number[]): Promise<void> {
  const { rows } = await sql<{ depth: number }>`
    select max(cardinality(path)) as depth from distributor where ${belowPath(moved.path)}`.execute(
    tx.db,
  );
  const depth = base.length + rows[0]!.depth - moved.path.length + 1;
  if (depth > MAX_DEPTH) {
    throw new Refusal(
      "TOO_DEEP",
      `parent: the tree would have more than ${MAX_DEPTH} levels`,
      "parent",
    );
  }
  await sql`update distributor
       set path = ${numbers(base)}::int[] || path[${moved.path.length}::int:],
           parent_id = case when id = ${moved.id} then ${base.at(-1) ?? null}::int else parent_id end
     where ${belowPath(moved.path)}`.execute(tx.db);
}

/** Sets a distributor's status (rules §2); the one that it has already changes nothing. */
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
    const entry = { kind: "STATUS", ref: null, occurredAt: at, cause, legs: [] } as const;
    await storeStatuses(tx, book.append(entry).seq, [{ id, from: held, to: wanted }]);
  });
}
