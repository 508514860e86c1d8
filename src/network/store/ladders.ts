// The ladders that have been published, as the engine runs them (docs/rules.md §4).
import type { Tx } from "../../database/database.ts";
import type { Asset } from "../../kernel/money.ts";
import { findVersions } from "../../platform/publishing/versions.ts";
import type { Ladder } from "../engine/ladder.ts";
import { compileLadder, type LadderDocument } from "../engine/ladder-document.ts";

/** All ladders that are not withdrawn, compiled, in order of effectiveFrom. */
export async function findLadders(tx: Tx, asset: Asset): Promise<Ladder[]> {
  const ladders = await findVersions<LadderDocument>(tx, "ladder");
  return ladders.map(({ version, document }) => compileLadder(version, document, asset));
}
